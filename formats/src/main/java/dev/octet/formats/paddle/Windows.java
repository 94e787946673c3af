package dev.octet.formats.paddle;

import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import dev.octet.formats.ModelFormatException;
import java.util.List;

/** Reads the attributes that say how a window moves over an image. */
final class Windows {
  private Windows() {}

  static Window of(Operator operator) throws ModelFormatException {
    List<Integer> strides = pair(operator, "strides", List.of(1, 1));
    List<Integer> dilations = pair(operator, "dilations", List.of(1, 1));
    return new Window(
        strides.get(0), strides.get(1), dilations.get(0), dilations.get(1), padding(operator));
  }

  private static Padding padding(Operator operator) throws ModelFormatException {
    String algorithm = operator.attributes().text("padding_algorithm", "EXPLICIT");
    return switch (algorithm) {
      case "EXPLICIT", "" -> explicit(operator);
      case "SAME" -> new Padding.Same();
      case "VALID" -> Padding.NONE;
      default -> throw operator.error("attribute 'padding_algorithm' is '" + algorithm + "'");
    };
  }

  /** Two numbers pad both ends of height and width; four are top, bottom, left and right. */
  private static Padding explicit(Operator operator) throws ModelFormatException {
    List<Integer> sizes = operator.attributes().integers("paddings", List.of(0, 0));
    if (sizes.stream().anyMatch(size -> size < 0)) {
      throw operator.error("paddings " + sizes + ": must not be negative");
    }
    return switch (sizes.size()) {
      case 2 -> new Padding.Explicit(sizes.get(0), sizes.get(0), sizes.get(1), sizes.get(1));
      case 4 -> new Padding.Explicit(sizes.get(0), sizes.get(1), sizes.get(2), sizes.get(3));
      default -> throw operator.error("paddings " + sizes + ": must be 2 or 4 numbers");
    };
  }

  /** Two numbers for height and width; one stands for both. */
  static List<Integer> pair(Operator operator, String attribute, List<Integer> absent)
      throws ModelFormatException {
    List<Integer> values = operator.attributes().integers(attribute, absent);
    return switch (values.size()) {
      case 1 -> List.of(values.getFirst(), values.getFirst());
      case 2 -> values;
      default ->
          throw operator.error(
              "attribute '%s' is %s: must be 2 numbers".formatted(attribute, values));
    };
  }
}
