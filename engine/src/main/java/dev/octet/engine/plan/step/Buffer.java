package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;

/** A value in memory: which elements, of which shape, in which order. Dense. */
public record Buffer(Storage storage, Shape shape, Layout layout) {

  public DType dtype() {
    return storage.dtype();
  }

  public int elements() {
    return storage.elements();
  }

  /** The index of the first element in the array. */
  public int offset() {
    return storage.offset();
  }

  /** The array of a {@code FLOAT32} value. */
  public float[] floats(Arena arena) {
    return (float[]) storage.array(arena);
  }

  /** The array of an {@code INT8}, {@code UINT8} or {@code BOOL} value. */
  public byte[] bytes(Arena arena) {
    return (byte[]) storage.array(arena);
  }

  /** The array of an {@code INT32} value. */
  public int[] ints(Arena arena) {
    return (int[]) storage.array(arena);
  }

  /** The array of an {@code INT64} value. */
  public long[] longs(Arena arena) {
    return (long[]) storage.array(arena);
  }

  /** The primitive array, whatever its type. */
  public Object array(Arena arena) {
    return storage.array(arena);
  }

  /** How many elements apart neighbours along each dimension are. */
  public int[] strides() {
    return layout.strides(shape);
  }
}
