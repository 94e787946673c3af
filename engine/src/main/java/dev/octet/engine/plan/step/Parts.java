package dev.octet.engine.plan.step;

/** Contiguous parts of a row of things, of as equal length as can be. */
final class Parts {
  /** Elements that threads do not divide: a few vectors, and of any type at least a cache line. */
  private static final int BLOCK = 64;

  private Parts() {}

  /** Where the part of {@code worker} starts, which is where that of the worker before ends. */
  static int start(int length, int worker, int workers) {
    return (int) ((long) length * worker / workers);
  }

  /** The same for elements of an array. */
  static int firstElement(int elements, int worker, int workers) {
    long first = (long) start(Math.ceilDiv(elements, BLOCK), worker, workers) * BLOCK;
    return (int) Math.min(elements, first);
  }
}
