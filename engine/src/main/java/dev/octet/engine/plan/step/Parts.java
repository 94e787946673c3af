package dev.octet.engine.plan.step;

/** Contiguous parts of a row of things, of as equal length as can be. */
final class Parts {
  private Parts() {}

  /** Where the part of {@code worker} starts, which is where that of the worker before ends. */
  static int start(int length, int worker, int workers) {
    return (int) ((long) length * worker / workers);
  }
}
