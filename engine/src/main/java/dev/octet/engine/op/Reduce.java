package dev.octet.engine.op;

import java.util.List;

/**
 * Reduces the dimensions {@code axes} (all where the list is empty), which become 1 or are removed.
 */
public record Reduce(ReduceKind kind, List<Integer> axes, boolean keepDims) implements Op {}
