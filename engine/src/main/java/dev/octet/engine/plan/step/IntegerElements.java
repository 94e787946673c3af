package dev.octet.engine.plan.step;

/** The elements of an int32 or int64 array as longs. */
final class IntegerElements {
  private IntegerElements() {}

  static long get(Object array, int index) {
    return array instanceof int[] ints ? ints[index] : ((long[]) array)[index];
  }

  /** Stores a number, of which int32 takes the low bits. */
  static void set(Object array, int index, long value) {
    if (array instanceof int[] ints) {
      ints[index] = (int) value;
    } else {
      ((long[]) array)[index] = value;
    }
  }
}
