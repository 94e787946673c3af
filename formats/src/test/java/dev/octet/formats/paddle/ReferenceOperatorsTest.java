package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Single operators that Paddle ran, in the folder {@code ops} of {@code octet.reference}. Without
 * that folder there are no tests here.
 */
class ReferenceOperatorsTest {
  private static final Set<String> PARAMETERS =
      Set.of(
          "Filter", "Scale", "Scales", "InScale", "ZeroPoint", "Bias", "Mean", "Variance", "Alpha");
  private static final Set<String> PRODUCTS = Set.of("mul", "matmul", "matmul_v2");

  @TestFactory
  Stream<DynamicTest> an_operator_computes_what_paddle_computes() throws IOException {
    String reference = System.getProperty("octet.reference", "");
    if (reference.isEmpty()) {
      return Stream.empty();
    }
    Path folder = Path.of(reference, "ops");
    JsonNode cases = new ObjectMapper().readTree(folder.resolve("ops.json").toFile());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode node : cases) {
      if (node.get("ok").asBoolean()) {
        String name = node.get("name").asText();
        tests.add(DynamicTest.dynamicTest(name, () -> check(node, folder.resolve(name + ".npz"))));
      }
    }
    return tests.stream();
  }

  private static void check(JsonNode node, Path file) throws IOException {
    String type = node.get("type").asText();
    ModelSketch sketch = new ModelSketch();
    Map<String, Tensor> fed = new HashMap<>();
    Map<String, Tensor> expected = new HashMap<>();
    try (Npz arrays = Npz.open(file)) {
      for (Map.Entry<String, JsonNode> slot : node.get("inputs").properties()) {
        for (String variable : variables(slot.getKey(), slot.getValue().asInt())) {
          Tensor tensor = arrays.get("in/" + variable);
          boolean parameter =
              PARAMETERS.contains(slot.getKey())
                  || PRODUCTS.contains(type) && slot.getKey().equals("Y")
                  || type.equals("dequantize_linear");
          if (parameter) {
            sketch.parameter(variable, tensor);
          } else {
            sketch.input(variable, dims(tensor));
            fed.put(variable, tensor);
          }
        }
      }
      ModelSketch.Call call = sketch.op(type);
      node.get("inputs")
          .properties()
          .forEach(slot -> call.in(slot.getKey(), names(slot.getKey(), slot.getValue())));
      node.get("outputs")
          .properties()
          .forEach(slot -> call.out(slot.getKey(), names(slot.getKey(), slot.getValue())));
      attributes(call, node.get("attrs"));
      String main =
          Stream.of("Out", "Output", "Y")
              .filter(node.get("outputs")::has)
              .findFirst()
              .orElseThrow();
      sketch.fetch(main + "/0");
      expected.put(main + "/0", arrays.get("out/" + main + "/0"));
    }
    Graph graph = sketch.read();
    try (var session = Octet.compile(graph).newSession()) {
      Map<String, Tensor> actual = session.run(fed);
      expected.forEach((name, tensor) -> compare(actual.get(name), tensor, type));
    }
  }

  /** What only moves or rounds numbers is the same to the bit. */
  private static void compare(Tensor actual, Tensor expected, String type) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    boolean exact = type.contains("quantize") || type.contains("pool") && type.contains("max");
    for (int i = 0; i < expected.elements(); i++) {
      double tolerance = exact ? 0 : 1e-5 * (1 + Math.abs(expected.element(i)));
      assertThat(Math.abs(actual.element(i) - expected.element(i)))
          .as("element %d: %s, expected %s", i, actual.element(i), expected.element(i))
          .isLessThanOrEqualTo(tolerance);
    }
  }

  private static List<String> variables(String slot, int count) {
    List<String> variables = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      variables.add(slot + "/" + i);
    }
    return variables;
  }

  private static String[] names(String slot, JsonNode count) {
    return variables(slot, count.asInt()).toArray(String[]::new);
  }

  private static long[] dims(Tensor tensor) {
    long[] dims = new long[tensor.shape().rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = tensor.shape().dim(i);
    }
    return dims;
  }

  private static void attributes(ModelSketch.Call call, JsonNode attributes) {
    attributes
        .properties()
        .forEach(attribute -> attribute(call, attribute.getKey(), attribute.getValue()));
  }

  private static void attribute(ModelSketch.Call call, String name, JsonNode value) {
    if (value.isBoolean()) {
      call.attribute(name, value.asBoolean());
    } else if (value.isInt()) {
      call.attribute(name, value.asInt());
    } else if (value.isNumber()) {
      call.attribute(name, (float) value.asDouble());
    } else if (value.isTextual()) {
      call.attribute(name, value.asText());
    } else if (value.isEmpty() || value.get(0).isInt()) {
      int[] ints = new int[value.size()];
      java.util.Arrays.setAll(ints, i -> value.get(i).asInt());
      call.attribute(name, ints);
    } else {
      float[] floats = new float[value.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) value.get(i).asDouble();
      }
      call.attribute(name, floats);
    }
  }
}
