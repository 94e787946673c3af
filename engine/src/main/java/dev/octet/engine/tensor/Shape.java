package dev.octet.engine.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor, outermost first. A dimension is zero or more, or {@link #UNKNOWN} in
 * the declared shape of a graph's input. Rank 0 is a scalar of one element.
 */
public final class Shape {
  /** A dimension that only a run decides, such as the batch size. */
  public static final int UNKNOWN = -1;

  private final int[] dims;

  private Shape(int[] dims) {
    this.dims = dims;
  }

  /**
   * @throws IllegalArgumentException for a dimension below {@link #UNKNOWN}
   */
  public static Shape of(int... dims) {
    for (int dim : dims) {
      if (dim < UNKNOWN) {
        throw new IllegalArgumentException(
            "dimension " + dim + " in " + Arrays.toString(dims) + ": must be 0 or more, or -1");
      }
    }
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  /** Dimension {@code axis}; a negative axis counts from the end. */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /**
   * A possibly negative axis as an index from 0.
   *
   * @throws IllegalArgumentException for an axis outside of -rank..rank-1
   */
  public int axis(int axis) {
    int index = axis < 0 ? axis + dims.length : axis;
    if (index < 0 || index >= dims.length) {
      throw new IllegalArgumentException("axis " + axis + " of a tensor of shape " + this);
    }
    return index;
  }

  public int[] toArray() {
    return dims.clone();
  }

  /** Whether no dimension is {@link #UNKNOWN}. */
  public boolean isKnown() {
    for (int dim : dims) {
      if (dim == UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of elements.
   *
   * @throws ArithmeticException if it does not fit an {@code int}
   * @throws IllegalStateException if a dimension is unknown
   */
  public int elements() {
    return elements(0, dims.length);
  }

  /** The product of the dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public int elements(int from, int to) {
    long product = 1;
    boolean empty = false;
    for (int i = from; i < to; i++) {
      if (dims[i] == UNKNOWN) {
        throw new IllegalStateException("shape " + this + " has an unknown dimension");
      }
      empty |= dims[i] == 0;
      product = empty ? 0 : Math.multiplyExact(product, dims[i]);
      if (product > Integer.MAX_VALUE) {
        throw new ArithmeticException("shape " + this + " has more than 2^31-1 elements");
      }
    }
    return (int) product;
  }

  /** The same shape with one dimension replaced. */
  public Shape with(int axis, int dim) {
    int[] copy = dims.clone();
    copy[axis(axis)] = dim;
    return of(copy);
  }

  /** Whether a tensor of shape {@code actual} can stand where this one is declared. */
  public boolean accepts(Shape actual) {
    if (actual.rank() != rank()) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != UNKNOWN && dims[i] != actual.dims[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As {@code [1,3,?,?]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(dim -> dim == UNKNOWN ? "?" : Integer.toString(dim))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
