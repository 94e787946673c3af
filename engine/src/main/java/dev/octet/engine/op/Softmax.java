package dev.octet.engine.op;

/** {@code exp(x - max) / sum} along {@code axis}. */
public record Softmax(int axis) implements Op {}
