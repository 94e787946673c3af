package dev.octet.engine.op;

/** Rows of the first input along {@code axis} at the integer indices of the second. */
public record Gather(int axis) implements Op {}
