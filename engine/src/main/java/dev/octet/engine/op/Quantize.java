package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/** Real numbers to int8, as {@link QuantParams} says. Input: x float. Output: int8. */
public record Quantize(QuantParams params) implements Op {}
