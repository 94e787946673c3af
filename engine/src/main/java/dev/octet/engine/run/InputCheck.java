package dev.octet.engine.run;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Whether what a caller gives fits what a model declares. */
final class InputCheck {
  private InputCheck() {}

  static void shape(Input input, Shape actual) {
    if (!input.shape().accepts(actual)) {
      throw new GraphException(
          "input '%s' has shape %s, but %s was given"
              .formatted(input.name(), input.shape(), actual));
    }
  }

  static void tensor(Input input, Tensor tensor) {
    if (tensor.dtype() != input.dtype()) {
      throw new GraphException(
          "input '%s' is of type %s, but %s was given"
              .formatted(input.name(), input.dtype(), tensor.dtype()));
    }
    shape(input, tensor.shape());
  }

  static GraphException names(List<Input> declared, Map<String, Tensor> given) {
    return new GraphException(
        "the inputs are %s, but %s were given"
            .formatted(declared.stream().map(Input::name).toList(), given.keySet()));
  }
}
