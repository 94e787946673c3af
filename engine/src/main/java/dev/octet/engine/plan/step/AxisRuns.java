package dev.octet.engine.plan.step;

/**
 * A buffer cut along one dimension as it lies in memory: {@code outer} blocks of {@code count}
 * indices of the dimension, each a run of {@code inner} elements.
 */
public record AxisRuns(int outer, int count, int inner) {

  /**
   * @param axis the dimension, 0 or more; or -1 for one run of all elements
   */
  public static AxisRuns of(Buffer buffer, int axis) {
    if (axis == -1) {
      return new AxisRuns(1, 1, buffer.shape().elements());
    }
    int outer = 1;
    int inner = 1;
    boolean passed = false;
    for (int dimension : buffer.layout().axes(buffer.shape().rank())) {
      if (dimension == axis) {
        passed = true;
      } else if (passed) {
        inner *= buffer.shape().dim(dimension);
      } else {
        outer *= buffer.shape().dim(dimension);
      }
    }
    return new AxisRuns(outer, buffer.shape().dim(axis), inner);
  }

  /** The number of elements. */
  public int elements() {
    return outer * count * inner;
  }

  /** How many elements in a row are worked on at once: of one index, or one of each index. */
  int length() {
    return inner == 1 ? count : inner;
  }

  /** How many indices apart neighbours of such a row are. */
  int stride() {
    return inner == 1 ? 1 : 0;
  }

  /** The index of the element at {@code position}. */
  int index(int position) {
    return position / inner % count;
  }

  /** Where the row of the element at {@code position} ends, or {@code last} if that is before. */
  int end(int position, int last) {
    return Math.min(last, (position / length() + 1) * length());
  }
}
