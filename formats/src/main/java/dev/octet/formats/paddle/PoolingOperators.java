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
    PoolKind kind = kind(operator);
    Op op = op(operator, kind);
    Value x = layout.channelsFirst(operator, operator.input("X"), RANK);
    if (kind == PoolKind.MAX && operator.attributes().flag("adaptive", false)) {
      slidingMaximum(operator, layout, x);
    } else {
      layout.give(operator, "Out", RANK, op, x);
    }
  }

  /**
   * An adaptive maximum under the name {@code pool2d}, which Paddle's own interface never writes.
   * Its kernel takes {@code ksize} as the size of the output and of a window that moves by the
   * strides without padding: {@code Pool2dFunctor} gets no word of {@code adaptive} for a maximum.
   */
  private static void slidingMaximum(Operator operator, ImageLayout layout, Value x)
      throws ModelFormatException {
    List<Integer> size = Windows.pair(operator, "ksize", List.of());
    List<Integer> strides = Windows.pair(operator, "strides", List.of(1, 1));
    int bottom = reach(size.get(0), strides.get(0));
    int right = reach(size.get(1), strides.get(1));
    Padding padding = new Padding.Explicit(0, bottom, 0, right);
    Window window = new Window(strides.get(0), strides.get(1), padding);
    Op pool = new Pool2d(PoolKind.MAX, size.get(0), size.get(1), window, false, false);
    Value pooled = operator.step(operator.type(), pool, List.of(x));
    Op first =
        new Slice(List.of(2, 3), List.of(0, 0), size, List.of(1, 1), List.of(), false, false);
    layout.give(operator, "Out", RANK, first, pooled);
  }

  /** How many elements {@code size} windows of {@code size} elements cover. */
  private static int reach(int size, int stride) {
    return Math.addExact(Math.multiplyExact(size - 1, stride), size);
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
      if (attributes.flag("adaptive", false)) {
        throw operator.error("pools globally or adaptively, but both attributes are set");
      }
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
