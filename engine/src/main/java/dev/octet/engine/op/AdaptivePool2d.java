package dev.octet.engine.op;

/**
 * Pooling of {@code [N,C,H,W]} to a fixed output size: row i covers the rows {@code floor(i·H/OH)}
 * to {@code ceil((i+1)·H/OH)}. Size 1 x 1 is global pooling.
 */
public record AdaptivePool2d(PoolKind kind, int outputHeight, int outputWidth) implements Op {}
