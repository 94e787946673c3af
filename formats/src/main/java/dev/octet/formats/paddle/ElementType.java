package dev.octet.formats.paddle;

import dev.octet.engine.tensor.DType;
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
}
