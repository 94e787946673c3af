package dev.octet.engine.kernel;

/**
 * The right-hand matrix of a product in the layout that one kernel reads; only the kernel that
 * packed it can use it. Immutable once packed, so threads and sessions share it; one that was
 * packed in a workspace is of its thread.
 */
public interface PackedMatrix {
  /** Rows of the matrix: the length k of the sums. */
  int depth();

  /** Columns of the matrix: one an output channel. */
  int columns();

  /** Bytes the packed form takes in memory. */
  long bytes();
}
