package dev.octet.formats.paddle;

import dev.octet.engine.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types of Paddle's tensors that can be read, under their numbers in its files. */
enum ElementType {
  BOOL(0, 1, DType.BOOL),
  INT16(1, 2, DType.INT16),
  INT32(2, 4, DType.INT32),
  INT64(3, 8, DType.INT64),
  FLOAT16(4, 2, DType.FLOAT32),
  FLOAT32(5, 4, DType.FLOAT32),
  FLOAT64(6, 8, DType.FLOAT32),
  UINT8(20, 1, DType.UINT8),
  INT8(21, 1, DType.INT8),
  BFLOAT16(22, 2, DType.FLOAT32);

  private final int number;
  private final int bytes;
  private final DType dtype;

  ElementType(int number, int bytes, DType dtype) {
    this.number = number;
    this.bytes = bytes;
    this.dtype = dtype;
  }

  static Optional<ElementType> of(int number) {
    for (ElementType type : values()) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type that holds elements of {@code dtype} as they are. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case BOOL -> BOOL;
      case INT16 -> INT16;
      case INT32 -> INT32;
      case INT64 -> INT64;
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case UINT8 -> UINT8;
      case INT8 -> INT8;
    };
  }

  /** Paddle's number for the type. */
  int number() {
    return number;
  }

  /** Bytes of one element in a file. */
  int bytes() {
    return bytes;
  }

  /** The type of the elements in a graph: real numbers are float32 there. */
  DType dtype() {
    return dtype;
  }

  /**
   * Copies elements as they are in a file, little-endian, into a tensor of {@link #dtype}.
   *
   * @param first where the first of them goes
   */
  void decode(ByteBuffer from, int count, MemorySegment to, long first) {
    switch (this) {
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          setFloat(to, first + i, Float.float16ToFloat(from.getShort(2 * i)));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          setFloat(to, first + i, Float.intBitsToFloat(from.getShort(2 * i) << 16));
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          setFloat(to, first + i, (float) from.getDouble(8 * i));
        }
      }
      case BOOL -> {
        for (int i = 0; i < count; i++) {
          to.set(ValueLayout.JAVA_BYTE, first + i, (byte) (from.get(i) == 0 ? 0 : 1));
        }
      }
      case FLOAT32, INT8, UINT8, INT16, INT32, INT64 ->
          MemorySegment.copy(
              MemorySegment.ofBuffer(from), 0, to, first * bytes, (long) count * bytes);
    }
  }

  private static void setFloat(MemorySegment to, long index, float value) {
    to.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
  }
}
