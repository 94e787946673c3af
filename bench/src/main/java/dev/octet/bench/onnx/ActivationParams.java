package dev.octet.bench.onnx;

/**
 * What the integers of an activation stand for: {@code x = scale·(q - zeroPoint)}.
 *
 * @param signed whether q is int8, else uint8
 */
record ActivationParams(float scale, int zeroPoint, boolean signed) {
  /** Numbers of 0 and more take all 256 integers, others 255 around the middle one. */
  static ActivationParams of(double threshold, boolean oneSided, boolean signed) {
    int lowest = signed ? -128 : 0;
    return oneSided
        ? new ActivationParams((float) (threshold / 255), lowest, signed)
        : new ActivationParams((float) (threshold / 127), lowest + 128, signed);
  }
}
