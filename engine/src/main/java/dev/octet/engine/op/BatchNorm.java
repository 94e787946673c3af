package dev.octet.engine.op;

/**
 * Normalisation with recorded statistics: {@code (x-mean)·scale/sqrt(variance+epsilon)+bias} for
 * each index of dimension 1 (of the only dimension after the batch in rank 2). Inputs: x, scale,
 * bias, mean, variance.
 */
public record BatchNorm(float epsilon) implements Op {}
