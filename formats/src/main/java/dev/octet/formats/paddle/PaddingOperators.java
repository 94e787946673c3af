package dev.octet.formats.paddle;

import dev.octet.engine.op.Pad;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code pad}, {@code pad2d} and {@code pad3d}. */
final class PaddingOperators {
  private PaddingOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "pad", PaddingOperators::pad,
        "pad2d", PaddingOperators::pad2d,
        "pad3d", PaddingOperators::pad3d);
  }

  /** Pairs for each dimension, outermost first. */
  private static void pad(Operator operator) throws ModelFormatException {
    List<Integer> sizes = operator.attributes().integers("paddings", List.of());
    if (sizes.size() % 2 != 0) {
      throw operator.error("paddings " + sizes + ": must be pairs");
    }
    give(operator, Pad.Mode.CONSTANT, sizes, "pad_value");
  }

  /** Top, bottom, left, right. */
  private static void pad2d(Operator operator) throws ModelFormatException {
    List<Integer> sizes = sizes(operator, 4);
    give(operator, mode(operator), placed(operator, sizes), "pad_value");
  }

  /** Left, right, top, bottom, front, back. */
  private static void pad3d(Operator operator) throws ModelFormatException {
    List<Integer> sizes = sizes(operator, 6);
    List<Integer> outermostFirst = new ArrayList<>(sizes.subList(4, 6));
    outermostFirst.addAll(sizes.subList(2, 4));
    outermostFirst.addAll(sizes.subList(0, 2));
    give(operator, mode(operator), placed(operator, outermostFirst), "value");
  }

  private static List<Integer> sizes(Operator operator, int count) throws ModelFormatException {
    Optional<IntegerVector> tensor = IntegerVector.of(operator, "", "Paddings");
    List<Integer> sizes =
        operator.place().toInts("paddings", operator.orAttribute(tensor, "paddings", List.of()));
    if (sizes.size() != count) {
      throw operator.error("paddings " + sizes + ": must be " + count + " numbers");
    }
    return sizes;
  }

  private static List<Integer> placed(Operator operator, List<Integer> spatial)
      throws ModelFormatException {
    boolean channelsLast = ImageLayout.of(operator, "data_format") == ImageLayout.CHANNELS_LAST;
    List<Integer> paddings = new ArrayList<>(List.of(0, 0));
    if (!channelsLast) {
      paddings.addAll(List.of(0, 0));
    }
    paddings.addAll(spatial);
    if (channelsLast) {
      paddings.addAll(List.of(0, 0));
    }
    return paddings;
  }

  private static Pad.Mode mode(Operator operator) throws ModelFormatException {
    String name = operator.attributes().text("mode", "constant");
    return switch (name) {
      case "constant" -> Pad.Mode.CONSTANT;
      case "reflect" -> Pad.Mode.REFLECT;
      case "edge", "replicate" -> Pad.Mode.REPLICATE;
      case "circular" -> Pad.Mode.CIRCULAR;
      default -> throw operator.error("attribute 'mode' is '" + name + "'");
    };
  }

  private static void give(Operator operator, Pad.Mode mode, List<Integer> sizes, String value)
      throws ModelFormatException {
    if (sizes.stream().anyMatch(size -> size < 0)) {
      throw operator.error("paddings " + sizes + ": must not be negative");
    }
    operator.give(
        "Out", new Pad(mode, sizes, operator.attributes().number(value, 0)), operator.input("X"));
  }
}
