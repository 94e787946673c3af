package dev.octet.engine.op;

import dev.octet.engine.tensor.DType;

/**
 * The first index of the largest element along {@code axis}, or of all elements with {@code
 * flatten}.
 */
public record ArgMax(int axis, boolean keepDims, boolean flatten, DType dtype) implements Op {}
