package dev.octet.engine.op;

/**
 * Merges the dimensions {@code start} to {@code stop} (inclusive, negative from the end) into one.
 */
public record Flatten(int start, int stop) implements Op {}
