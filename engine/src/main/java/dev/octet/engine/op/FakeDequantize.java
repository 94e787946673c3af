package dev.octet.engine.op;

/**
 * Integers held as floats to real numbers: {@code (x·s)/maxRange}, or with two thresholds {@code
 * ((x·s1)·s2)/maxRange}. Inputs: x, then one or two threshold tensors; the first runs along {@code
 * axis} where it has more than one element.
 */
public record FakeDequantize(int axis, float maxRange, int thresholdInputs) implements Op {}
