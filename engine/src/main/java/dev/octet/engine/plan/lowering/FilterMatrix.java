package dev.octet.engine.plan.lowering;

import dev.octet.engine.tensor.Shape;

/**
 * How the filters of one group of a convolution become the right-hand matrix of a product: row
 * {@code (r, s, c)} in the order of patches, one column an output channel.
 *
 * @param depth input channels of the group
 * @param columns output channels of the group
 * @param start the group's first element in the filter tensor
 * @param depthStride elements from one input channel to the next
 * @param columnStride elements from one output channel to the next
 */
record FilterMatrix(
    int depth, int columns, int start, int depthStride, int columnStride, int kernelWidth) {

  /** Of filters {@code [K,C/groups,kh,kw]}. */
  static FilterMatrix of(Shape filter, int groups, int group) {
    int taps = filter.dim(2) * filter.dim(3);
    int columns = filter.dim(0) / groups;
    int columnStride = filter.dim(1) * taps;
    return new FilterMatrix(
        filter.dim(1), columns, group * columns * columnStride, taps, columnStride, filter.dim(3));
  }

  /** Of filters {@code [C,K/groups,kh,kw]}. */
  static FilterMatrix transposed(Shape filter, int groups, int group) {
    int taps = filter.dim(2) * filter.dim(3);
    int depth = filter.dim(0) / groups;
    int depthStride = filter.dim(1) * taps;
    return new FilterMatrix(
        depth, filter.dim(1), group * depth * depthStride, depthStride, taps, filter.dim(3));
  }

  /** Of filters {@code [C,1,kh,kw]}, one a channel: row (r, s), one column a channel. */
  static FilterMatrix depthwise(Shape filter) {
    int taps = filter.dim(2) * filter.dim(3);
    return new FilterMatrix(1, filter.dim(0), 0, 0, taps, filter.dim(3));
  }

  /** The elements for the taps of one phase, row-major. */
  float[] elements(float[] filter, FilterTaps taps) {
    float[] matrix = new float[taps.count() * depth * columns];
    int to = 0;
    for (int row : taps.rows()) {
      for (int column : taps.columns()) {
        int from = start + row * kernelWidth + column;
        for (int c = 0; c < depth; c++) {
          for (int k = 0; k < columns; k++) {
            matrix[to++] = filter[from + c * depthStride + k * columnStride];
          }
        }
      }
    }
    return matrix;
  }

  /** The same for int8. */
  byte[] elements(byte[] filter, FilterTaps taps) {
    byte[] matrix = new byte[taps.count() * depth * columns];
    int to = 0;
    for (int row : taps.rows()) {
      for (int column : taps.columns()) {
        int from = start + row * kernelWidth + column;
        for (int c = 0; c < depth; c++) {
          for (int k = 0; k < columns; k++) {
            matrix[to++] = filter[from + c * depthStride + k * columnStride];
          }
        }
      }
    }
    return matrix;
  }
}
