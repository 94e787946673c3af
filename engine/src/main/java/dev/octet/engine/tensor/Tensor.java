package dev.octet.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Dense data in row-major order: an element type, a shape, and a memory segment that holds the
 * elements little-endian without gaps. The segment is a primitive array of the element's type (a
 * heap tensor) or mapped memory (the weights of a file); a mapped one need not be aligned.
 *
 * <p>A tensor does not guard its elements: who writes into the segment changes the tensor.
 */
public final class Tensor {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final DType dtype;
  private final Shape shape;
  private final MemorySegment segment;
  private final int elements;

  private Tensor(DType dtype, Shape shape, MemorySegment segment) {
    this.dtype = dtype;
    this.shape = shape;
    this.segment = segment;
    this.elements = shape.elements();
    long expected = (long) elements * dtype.bytes();
    if (segment.byteSize() != expected) {
      throw new IllegalArgumentException(
          "a tensor of %s %s takes %d bytes, but got %d"
              .formatted(dtype, shape, expected, segment.byteSize()));
    }
  }

  /** A tensor over {@code segment}, which is kept and not copied. */
  public static Tensor of(DType dtype, Shape shape, MemorySegment segment) {
    return new Tensor(dtype, shape, segment);
  }

  /** A tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(float[] data, int... dims) {
    return new Tensor(DType.FLOAT32, Shape.of(dims), MemorySegment.ofArray(data));
  }

  /** A tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(double[] data, int... dims) {
    return new Tensor(DType.FLOAT64, Shape.of(dims), MemorySegment.ofArray(data));
  }

  /** An int8 tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(byte[] data, int... dims) {
    return new Tensor(DType.INT8, Shape.of(dims), MemorySegment.ofArray(data));
  }

  /** A tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(short[] data, int... dims) {
    return new Tensor(DType.INT16, Shape.of(dims), MemorySegment.ofArray(data));
  }

  /** A tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(int[] data, int... dims) {
    return new Tensor(DType.INT32, Shape.of(dims), MemorySegment.ofArray(data));
  }

  /** A tensor over {@code data}, which is kept and not copied. */
  public static Tensor of(long[] data, int... dims) {
    return new Tensor(DType.INT64, Shape.of(dims), MemorySegment.ofArray(data));
  }

  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  /** A heap tensor of zeros. */
  public static Tensor zeros(DType dtype, Shape shape) {
    int n = shape.elements();
    MemorySegment segment =
        switch (dtype) {
          case FLOAT32 -> MemorySegment.ofArray(new float[n]);
          case FLOAT64 -> MemorySegment.ofArray(new double[n]);
          case INT8, UINT8, BOOL -> MemorySegment.ofArray(new byte[n]);
          case INT16 -> MemorySegment.ofArray(new short[n]);
          case INT32 -> MemorySegment.ofArray(new int[n]);
          case INT64 -> MemorySegment.ofArray(new long[n]);
        };
    return new Tensor(dtype, shape, segment);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int elements() {
    return elements;
  }

  /** The number of bytes the elements take. */
  public long byteSize() {
    return segment.byteSize();
  }

  /** The elements themselves, not a copy. */
  public MemorySegment segment() {
    return segment;
  }

  /** The same elements under another shape of as many elements. */
  public Tensor reshape(int... dims) {
    return new Tensor(dtype, Shape.of(dims), segment);
  }

  /** A heap tensor with the same elements. */
  public Tensor copy() {
    Tensor copy = zeros(dtype, shape);
    copy.segment.copyFrom(segment);
    return copy;
  }

  /**
   * Item {@code index} of the outermost dimension as a view of batch size 1: shape {@code
   * [1,d1,d2,…]}.
   */
  public Tensor slice(int index) {
    return slice(index, index + 1);
  }

  /** The items {@code from} (inclusive) to {@code to} (exclusive) of dimension 0, as a view. */
  public Tensor slice(int from, int to) {
    long item = segment.byteSize() / Math.max(1, shape.dim(0));
    return new Tensor(
        dtype, shape.with(0, to - from), segment.asSlice(from * item, (to - from) * item));
  }

  /** A copy of the elements of a float32 tensor. */
  public float[] toFloats() {
    require(DType.FLOAT32);
    return segment.toArray(FLOAT);
  }

  /** A copy of the elements of a tensor of one-byte elements. */
  public byte[] toBytes() {
    if (dtype.bytes() != 1) {
      throw wrongType("a type of one byte");
    }
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /** A copy of the elements of an int32 tensor. */
  public int[] toInts() {
    require(DType.INT32);
    return segment.toArray(INT);
  }

  /** A copy of the elements of an int64 tensor. */
  public long[] toLongs() {
    require(DType.INT64);
    return segment.toArray(LONG);
  }

  /** Element {@code index} as a double, whatever the type; an int64 is rounded. */
  public double element(long index) {
    return switch (dtype) {
      case FLOAT32 -> segment.getAtIndex(FLOAT, index);
      case FLOAT64 -> segment.getAtIndex(DOUBLE, index);
      case INT8 -> segment.get(ValueLayout.JAVA_BYTE, index);
      case UINT8, BOOL -> segment.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
      case INT16 -> segment.getAtIndex(SHORT, index);
      case INT32 -> segment.getAtIndex(INT, index);
      case INT64 -> segment.getAtIndex(LONG, index);
    };
  }

  /** Element {@code index} as a long, whatever the type; a fraction is cut off. */
  public long integer(long index) {
    return dtype == DType.INT64 ? segment.getAtIndex(LONG, index) : (long) element(index);
  }

  private void require(DType expected) {
    if (dtype != expected) {
      throw wrongType(expected.toString());
    }
  }

  private IllegalStateException wrongType(String expected) {
    return new IllegalStateException(
        "a tensor of %s %s is not of %s".formatted(dtype, shape, expected));
  }

  /** The type and the shape, not the elements. */
  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
