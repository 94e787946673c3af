package dev.octet.engine.op;

/** Joins inputs of one shape along a new dimension {@code axis}. */
public record Stack(int axis) implements Op {}
