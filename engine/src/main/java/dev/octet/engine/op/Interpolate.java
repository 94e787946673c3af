package dev.octet.engine.op;

/**
 * Resizes {@code [N,C,H,W]}. The output size is, first of these: the integer vector of the second
 * input (with {@code sizeInput}); {@code (int)(in·scale)} where the scales are above 0; {@code
 * outputHeight} and {@code outputWidth}. Positions are those of Paddle's {@code nearest_interp_v2}
 * and {@code bilinear_interp_v2}.
 *
 * @param scaleRatio with given scales, whether the step in the input is 1/scale (version 2 of the
 *     operators) instead of in/out
 * @param alignMode 0: half-pixel centres, 1: asymmetric; bilinear without {@code alignCorners}
 */
public record Interpolate(
    Mode mode,
    int outputHeight,
    int outputWidth,
    float scaleHeight,
    float scaleWidth,
    boolean scaleRatio,
    boolean alignCorners,
    int alignMode,
    boolean sizeInput)
    implements Op {
  /** The rule for a position between pixels. */
  public enum Mode {
    NEAREST,
    BILINEAR
  }
}
