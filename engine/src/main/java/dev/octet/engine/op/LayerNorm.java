package dev.octet.engine.op;

/**
 * Normalisation over the dimensions from {@code beginAxis} on. Inputs: x, then scale and bias where
 * {@code hasScale} and {@code hasBias} say so, each with as many elements as are normalised
 * together.
 */
public record LayerNorm(int beginAxis, float epsilon, boolean hasScale, boolean hasBias)
    implements Op {}
