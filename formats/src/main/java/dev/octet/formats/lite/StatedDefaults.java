package dev.octet.formats.lite;

import java.util.List;
import java.util.Map;

/**
 * States what exports leave out where it has Paddle's default: Paddle Lite knows no defaults for
 * these attributes, nor that an output may be absent.
 */
final class StatedDefaults implements ProgramPass {
  private static final Map<String, Map<String, Float>> NUMBERS =
      Map.of(
          "relu6", Map.of("threshold", 6f),
          "swish", Map.of("beta", 1f),
          "leaky_relu", Map.of("alpha", 0.02f),
          "elu", Map.of("alpha", 1f),
          "hard_sigmoid", Map.of("slope", 0.2f, "offset", 0.5f),
          "hard_swish", Map.of("threshold", 6f, "scale", 6f, "offset", 3f));

  private static final List<String> WITH_SHAPE =
      List.of(
          "flatten_contiguous_range",
          "flatten2",
          "reshape2",
          "squeeze2",
          "unsqueeze2",
          "transpose2");

  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.operations()) {
      NUMBERS
          .getOrDefault(operation.type(), Map.of())
          .forEach(
              (name, value) -> {
                if (!operation.attributes().containsKey(name)) {
                  operation.set(name, value);
                }
              });
      String output = operation.output("Out");
      if (WITH_SHAPE.contains(operation.type())
          && operation.output("XShape").isEmpty()
          && !output.isEmpty()) {
        String shape = output + "/xshape";
        operation.setOutput("XShape", shape);
        draft.variables().computeIfAbsent(shape, name -> draft.declarationLike(output, name));
      }
    }
  }
}
