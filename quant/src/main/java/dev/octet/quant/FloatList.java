package dev.octet.quant;

import java.util.Arrays;

/** Floats, one run after the other. */
final class FloatList {
  private float[] array = {};
  private int size;

  void add(FloatElements elements) {
    int count = elements.to() - elements.from();
    int needed = Math.addExact(size, count);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, (int) Math.min(2L * size, 1 << 30)));
    }
    System.arraycopy(elements.array(), elements.from(), array, size, count);
    size = needed;
  }

  /** The floats, and further elements of no meaning. */
  float[] array() {
    return array;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
