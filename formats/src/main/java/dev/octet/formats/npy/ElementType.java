package dev.octet.formats.npy;

import dev.octet.engine.tensor.DType;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The element type of a file.
 *
 * @param dtype the type of the tensor's elements
 * @param bytes the size of an element in the file; 2 for a {@code float32} that is stored as half
 *     precision
 */
record ElementType(DType dtype, int bytes, ByteOrder order) {
  static final String SUPPORTED = "f2, f4, f8, i1, i2, i4, i8, u1 and b1 are supported";

  /** The type that NumPy writes as {@code descr}, such as {@code <f4}; empty if not supported. */
  static Optional<ElementType> parse(String descr) {
    if (descr.length() != 3) {
      return Optional.empty();
    }
    Optional<DType> dtype =
        Optional.ofNullable(
            switch (descr.substring(1)) {
              case "f2", "f4" -> DType.FLOAT32;
              case "f8" -> DType.FLOAT64;
              case "i1" -> DType.INT8;
              case "u1" -> DType.UINT8;
              case "i2" -> DType.INT16;
              case "i4" -> DType.INT32;
              case "i8" -> DType.INT64;
              case "b1" -> DType.BOOL;
              default -> null;
            });
    int bytes = descr.charAt(2) - '0';
    Optional<ByteOrder> order =
        Optional.ofNullable(
            switch (descr.charAt(0)) {
              case '<' -> ByteOrder.LITTLE_ENDIAN;
              case '>' -> ByteOrder.BIG_ENDIAN;
              case '=' -> ByteOrder.nativeOrder();
              case '|' -> bytes == 1 ? ByteOrder.LITTLE_ENDIAN : null;
              default -> null;
            });
    return dtype.flatMap(type -> order.map(by -> new ElementType(type, bytes, by)));
  }

  /** The word for the little-endian form of {@code dtype}, as NumPy spells it. */
  static String descr(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
      case INT8 -> "|i1";
      case UINT8 -> "|u1";
      case INT16 -> "<i2";
      case INT32 -> "<i4";
      case INT64 -> "<i8";
      case BOOL -> "|b1";
    };
  }

  boolean isHalf() {
    return dtype == DType.FLOAT32 && bytes == 2;
  }
}
