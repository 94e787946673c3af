package dev.octet.engine.op;

import java.util.List;

/**
 * Repeats dimensions of 1 to reach {@code shape}, aligned at the end; -1 keeps the input's
 * dimension. Inputs: x, then optionally an integer vector that takes the place of {@code shape}.
 */
public record Expand(List<Integer> shape) implements Op {}
