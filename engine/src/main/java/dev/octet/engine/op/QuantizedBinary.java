package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/**
 * A sum of two int8 tensors of one shape: {@code activation(a + b)} of the real numbers they stand
 * for.
 *
 * @param left what the integers of the first input stand for
 * @param right what the integers of the second input stand for
 */
public record QuantizedBinary(
    QuantParams left, QuantParams right, Activation activation, Result result) implements Op {}
