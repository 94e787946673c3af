package dev.octet.engine.op;

import java.util.List;

/**
 * The same elements in row-major order under another shape. Inputs: x, then optionally an int32 or
 * int64 vector that takes the place of {@code shape}. A 0 copies the dimension of the input at that
 * index, one -1 is inferred.
 */
public record Reshape(List<Integer> shape) implements Op {}
