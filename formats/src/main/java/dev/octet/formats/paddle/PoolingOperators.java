package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Window;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Map;

/** {@code pool2d}. */
final class PoolingOperators {
  private static final int RANK = 4;

  private PoolingOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "pool2d", PoolingOperators::pool, "max_pool2d_with_index", PoolingOperators::maximum);
  }

  private static void pool(Operator operator) throws ModelFormatException {
    ImageLayout layout = ImageLayout.of(operator, "data_format");
    Op op = op(operator, kind(operator));
    Value x = layout.channelsFirst(operator, operator.input("X"), RANK);
    if (op instanceof AdaptivePool2d adaptive
        && adaptive.kind() == PoolKind.MAX
        && !operator.attributes().flag("global_pooling", false)) {
      giveFirstWindows(operator, layout, adaptive, x);
    } else {
      layout.give(operator, "Out", RANK, op, x);
    }
  }

  /**
   * Paddle's kernel for {@code pool2d} ignores {@code adaptive} where it takes the maximum: the
   * output has the size that {@code ksize} says, and its windows have that size too and move by
   * {@code strides}. (Paddle's layers for adaptive maxima use {@code max_pool2d_with_index}.)
   */
  private static void giveFirstWindows(
      Operator operator, ImageLayout layout, AdaptivePool2d adaptive, Value x)
      throws ModelFormatException {
    int height = adaptive.outputHeight();
    int width = adaptive.outputWidth();
    List<Integer> strides = Windows.pair(operator, "strides", List.of(1, 1));
    // Padding at the end makes enough windows whatever the size of the image; it is never maximal.
    Padding enough =
        new Padding.Explicit(
            0,
            Math.multiplyExact(height, strides.get(0)),
            0,
            Math.multiplyExact(width, strides.get(1)));
    Value windows =
        operator.step(
            operator.type(),
            new Pool2d(
                PoolKind.MAX,
                height,
                width,
                new Window(strides.get(0), strides.get(1), enough),
                false,
                false),
            List.of(x));
    layout.give(
        operator,
        "Out",
        RANK,
        new Slice(
            List.of(2, 3),
            List.of(0, 0),
            List.of(height, width),
            List.of(1, 1),
            List.of(),
            false,
            false),
        windows);
  }

  /** The positions, its second output, are not given. */
  private static void maximum(Operator operator) throws ModelFormatException {
    operator.give("Out", op(operator, PoolKind.MAX), operator.input("X"));
  }

  private static PoolKind kind(Operator operator) throws ModelFormatException {
    String name = operator.attributes().text("pooling_type", "max");
    return switch (name) {
      case "max" -> PoolKind.MAX;
      case "avg" -> PoolKind.AVERAGE;
      default -> throw operator.error("attribute 'pooling_type' is '" + name + "'");
    };
  }

  private static Op op(Operator operator, PoolKind kind) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    if (attributes.flag("global_pooling", false)) {
      return new AdaptivePool2d(kind, 1, 1);
    }
    List<Integer> size = Windows.pair(operator, "ksize", List.of());
    if (size.get(0) < 1 || size.get(1) < 1) {
      throw operator.error("attribute 'ksize' is " + size + ": must be 1 or more");
    }
    if (attributes.flag("adaptive", false)) {
      return new AdaptivePool2d(kind, size.get(0), size.get(1));
    }
    return new Pool2d(
        kind,
        size.get(0),
        size.get(1),
        Windows.of(operator),
        attributes.flag("ceil_mode", false),
        !attributes.flag("exclusive", true));
  }
}
