package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/** int8 of one scale to int8 of another: {@code clamp(rint(q·(scale/scale')))}, both per tensor. */
public record Requantize(QuantParams from, QuantParams to) implements Op {}
