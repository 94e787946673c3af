package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.PackedMatrix;

/**
 * A filter of {@link VectorDepthwise}.
 *
 * @param values {@code [taps, channels]}, then one vector of zeros, so that each vector of a tap
 *     can be loaded whole
 * @param finite whether no value is infinite or NaN
 * @param narrow for the scalar kernel
 */
record DepthwiseFilter(int depth, int columns, float[] values, boolean finite, PackedMatrix narrow)
    implements PackedMatrix {
  @Override
  public long bytes() {
    return 4L * values.length + narrow.bytes();
  }
}
