package dev.octet.engine.op;

/** How an image is padded before a window moves over it. */
public sealed interface Padding {
  /** No padding. */
  Padding NONE = new Explicit(0, 0, 0, 0);

  /** So many rows and columns of zeros. */
  record Explicit(int top, int bottom, int left, int right) implements Padding {}

  /**
   * So much that the output size is {@code ceil(in/stride)}, the odd row or column at the end. The
   * dilation counts as 1.
   */
  record Same() implements Padding {}
}
