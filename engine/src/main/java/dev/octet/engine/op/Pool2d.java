package dev.octet.engine.op;

/**
 * Pooling over windows of {@code [N,C,H,W]}. The output size is {@code (in - k + pads)/stride + 1},
 * rounded down, or up with {@code ceilMode} (a last window may then start in the padding). Maximum
 * pooling ignores padding. The divisor of an average is the part of the window inside the image, or
 * with {@code countPadding} the part inside the padded image.
 *
 * <p>Source: Paddle's {@code pool2d}; {@code countPadding} is its {@code exclusive=false}.
 */
public record Pool2d(
    PoolKind kind,
    int kernelHeight,
    int kernelWidth,
    Window window,
    boolean ceilMode,
    boolean countPadding)
    implements Op {}
