package dev.octet.formats.paddle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One operator with inputs and attributes, and what Paddle's kernel gave for it. */
final class ReferenceOperator {
  /** Slots that hold parameters in a program; others are fed. */
  private static final Set<String> PARAMETERS =
      Set.of("Filter", "Scale", "Bias", "Mean", "Variance", "InScale", "ZeroPoint", "Scales");

  /** Operators whose inputs are all parameters: they stand behind weights. */
  private static final Set<String> ON_WEIGHTS = Set.of("dequantize_linear");

  private final JsonNode entry;
  private final Path arrays;

  private ReferenceOperator(JsonNode entry, Path arrays) {
    this.entry = entry;
    this.arrays = arrays;
  }

  /** The cases that {@code ops.json} in a folder lists. */
  static List<ReferenceOperator> all(Path folder) throws IOException {
    List<ReferenceOperator> cases = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(folder.resolve("ops.json").toFile())) {
      if (entry.get("ok").asBoolean()) {
        Path arrays = folder.resolve(entry.get("name").asText() + ".npz");
        cases.add(new ReferenceOperator(entry, arrays));
      }
    }
    return cases;
  }

  String name() {
    return entry.get("name").asText();
  }

  String type() {
    return entry.get("type").asText();
  }

  /** What Paddle gave, by the name of the output. */
  Map<String, Tensor> expected() throws IOException {
    try (Npz npz = Npz.open(arrays)) {
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (String output : outputs()) {
        outputs.put(output, npz.get(output));
      }
      return outputs;
    }
  }

  /** A recorded threshold is no output that Paddle's kernel fills. */
  private List<String> outputs() {
    boolean recorded = entry.get("inputs").has("InScale");
    List<String> outputs = new ArrayList<>();
    entry
        .get("outputs")
        .fieldNames()
        .forEachRemaining(
            slot -> {
              if (!(recorded && slot.equals("OutScale"))) {
                outputs.addAll(variables("out", slot, entry.get("outputs").get(slot).asInt()));
              }
            });
    return outputs;
  }

  private static List<String> variables(String side, String slot, int count) {
    return IntStream.range(0, count).mapToObj(i -> side + "/" + slot + "/" + i).toList();
  }

  /** What this engine gives for a program of the operator alone. */
  Map<String, Tensor> run() throws IOException {
    ModelSketch sketch = new ModelSketch();
    Map<String, Tensor> fed = new LinkedHashMap<>();
    try (Npz npz = Npz.open(arrays)) {
      for (Map.Entry<String, JsonNode> slot : entry.get("inputs").properties()) {
        for (String variable : variables("in", slot.getKey(), slot.getValue().asInt())) {
          Tensor tensor = npz.get(variable);
          if (isParameter(slot.getKey())) {
            declare(sketch, variable, tensor);
          } else {
            sketch.input(variable, dims(tensor));
            fed.put(variable, tensor);
          }
        }
      }
    }
    call(sketch);
    int column = 0;
    for (String output : outputs()) {
      sketch.fetch(output, column++);
    }
    Graph graph = sketch.read();
    try (Session session = Octet.compile(graph).newSession()) {
      return session.run(fed);
    }
  }

  private boolean isParameter(String slot) {
    return PARAMETERS.contains(slot)
        || ON_WEIGHTS.contains(type())
        || (type().equals("mul") && slot.equals("Y"));
  }

  private static void declare(ModelSketch sketch, String variable, Tensor tensor) {
    if (tensor.dtype() == DType.INT32) {
      sketch.parameter(variable, dims(tensor), TensorBytes.of(tensor.toInts(), dims(tensor)));
    } else {
      sketch.parameter(variable, tensor.toFloats(), dims(tensor));
    }
  }

  private static long[] dims(Tensor tensor) {
    return IntStream.of(tensor.shape().toArray()).asLongStream().toArray();
  }

  private void call(ModelSketch sketch) {
    for (String output : outputs()) {
      sketch.declare(output, ModelSketch.FLOAT32, false);
    }
    ModelSketch.Call call = sketch.op(type());
    for (Map.Entry<String, JsonNode> slot : entry.get("inputs").properties()) {
      List<String> names = variables("in", slot.getKey(), slot.getValue().asInt());
      call.in(slot.getKey(), names.toArray(String[]::new));
    }
    for (Map.Entry<String, JsonNode> slot : entry.get("outputs").properties()) {
      List<String> names = variables("out", slot.getKey(), slot.getValue().asInt());
      call.out(slot.getKey(), names.toArray(String[]::new));
    }
    for (Map.Entry<String, JsonNode> attribute : entry.get("attrs").properties()) {
      attribute(call, attribute.getKey(), attribute.getValue());
    }
  }

  private static void attribute(ModelSketch.Call call, String name, JsonNode value) {
    if (value.isBoolean()) {
      call.attribute(name, value.asBoolean());
    } else if (value.isTextual()) {
      call.attribute(name, value.asText());
    } else if (value.isInt()) {
      call.attribute(name, value.asInt());
    } else if (value.isNumber()) {
      call.attribute(name, (float) value.asDouble());
    } else if (!value.isEmpty() && !value.get(0).isInt()) {
      float[] floats = new float[value.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) value.get(i).asDouble();
      }
      call.attribute(name, floats);
    } else {
      LongStream ints = IntStream.range(0, value.size()).mapToLong(i -> value.get(i).asLong());
      call.attribute(name, ints.mapToInt(Math::toIntExact).toArray());
    }
  }
}
