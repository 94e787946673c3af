package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
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
    layout.give(operator, "Out", RANK, op, x);
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
