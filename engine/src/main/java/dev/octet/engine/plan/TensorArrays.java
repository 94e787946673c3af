package dev.octet.engine.plan;

import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Between tensors and the primitive arrays of the arena. */
public final class TensorArrays {
  private TensorArrays() {}

  /** The elements of a tensor in a new array of the type that the arena uses. */
  static Object toArray(Tensor tensor) {
    Tensor heap = tensor.copy();
    return heap.segment().heapBase().orElseThrow();
  }

  /** Copies the elements of a tensor into an array of the arena, without allocating. */
  public static void copyIn(Tensor tensor, Object array, int offset) {
    var segment = tensor.segment();
    int n = tensor.elements();
    switch (tensor.dtype()) {
      case FLOAT32 ->
          MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, array, offset, n);
      case FLOAT64 ->
          MemorySegment.copy(segment, ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, array, offset, n);
      case INT8, UINT8, BOOL ->
          MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, array, offset, n);
      case INT16 ->
          MemorySegment.copy(segment, ValueLayout.JAVA_SHORT_UNALIGNED, 0, array, offset, n);
      case INT32 ->
          MemorySegment.copy(segment, ValueLayout.JAVA_INT_UNALIGNED, 0, array, offset, n);
      case INT64 ->
          MemorySegment.copy(segment, ValueLayout.JAVA_LONG_UNALIGNED, 0, array, offset, n);
    }
  }
}
