package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/** int8 to real numbers, as {@link QuantParams} says. Input: q int8. Output: float. */
public record Dequantize(QuantParams params) implements Op {}
