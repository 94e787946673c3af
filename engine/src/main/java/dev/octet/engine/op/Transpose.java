package dev.octet.engine.op;

import java.util.List;

/** Dimension i of the output is dimension {@code permutation[i]} of the input. */
public record Transpose(List<Integer> permutation) implements Op {}
