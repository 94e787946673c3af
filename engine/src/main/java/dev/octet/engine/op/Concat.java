package dev.octet.engine.op;

/** Joins its inputs along {@code axis}. */
public record Concat(int axis) implements Op {}
