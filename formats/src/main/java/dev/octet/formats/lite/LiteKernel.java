package dev.octet.formats.lite;

import java.util.List;

/**
 * A kernel of Paddle Lite.
 *
 * @param target ARM, X86 or Host
 * @param precision Float, Int8, Int32, Int64 or Any
 * @param layout NCHW or Any
 */
record LiteKernel(String type, String target, String precision, String layout, String alias) {
  private static final List<String> TARGETS = List.of("", "Host", "X86", "", "ARM");
  private static final List<String> PRECISIONS =
      List.of("", "Float", "Int8", "Int32", "Any", "FP16", "Bool", "Int64");
  private static final List<String> LAYOUTS = List.of("", "NCHW", "Any");

  /** As {@code conv2d ARM/Float/NCHW/def}: the operator and the rest. */
  static LiteKernel parse(String type, String text) {
    String[] parts = text.split("/", 4);
    return new LiteKernel(type, parts[0], parts[1], parts[2], parts[3]);
  }

  /** As {@code type/alias/target/precision/layout} with the numbers that programs hold. */
  String attribute() {
    return "%s/%s/%d/%d/%d"
        .formatted(
            type,
            alias,
            TARGETS.indexOf(target),
            PRECISIONS.indexOf(precision),
            LAYOUTS.indexOf(layout));
  }

  /** Whether it is one of the target, or of any processor. */
  boolean runsOn(LiteTarget processor) {
    return target.equals(processor.name()) || target.equals("Host");
  }

  boolean isInt8() {
    return precision.equals("Int8");
  }

  /** Whether int8 results leave it as they are, and not as real numbers. */
  boolean givesInt8() {
    return isInt8() && alias.replace("_", "").endsWith("int8out");
  }

  /**
   * How well the kernel suits real or whole elements; 0 if not at all. Kernels for whole numbers
   * say so in their precision or, under the precision Float, in their alias.
   */
  int suits(Elements elements) {
    Elements own =
        switch (precision) {
          case "Int32" -> Elements.INT32;
          case "Int64" -> Elements.INT64;
          default -> Elements.named(alias);
        };
    if (isInt8() || own == Elements.OTHER) {
      return 0;
    }
    if (own == elements) {
      return switch (precision) {
        case "Any" -> 2;
        case "Float" -> 3;
        default -> 4;
      };
    }
    return precision.equals("Any") && own == Elements.FLOAT ? 1 : 0;
  }

  /** The elements of an operator's input, as far as kernels differ by them. */
  enum Elements {
    FLOAT,
    INT32,
    INT64,
    OTHER;

    /** By Paddle's number for a type. */
    static Elements of(int type) {
      return switch (type) {
        case 2 -> INT32;
        case 3 -> INT64;
        case 5 -> FLOAT;
        default -> OTHER;
      };
    }

    /** By the alias of a kernel, where {@code def} and others that name none mean real numbers. */
    private static Elements named(String alias) {
      if (alias.contains("64")) {
        return INT64;
      }
      if (alias.matches(".*(int32|i32).*")) {
        return INT32;
      }
      return alias.matches(".*(bool|int|FP16|array).*") ? OTHER : FLOAT;
    }
  }
}
