package dev.octet.quant.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.DynamicQuantizer;
import dev.octet.quant.WeightQuantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network whose weights Paddle quantized, as the manifest of the reference data lists it. */
record DynamicCase(Path root, JsonNode entry) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of the folder {@code octet.reference}; none without it. */
  static List<DynamicCase> all() throws IOException {
    List<DynamicCase> cases = new ArrayList<>();
    String reference = System.getProperty("octet.reference", "");
    if (!reference.isEmpty()) {
      Path root = Path.of(reference);
      for (JsonNode entry : JSON.readTree(root.resolve("manifest.json").toFile()).get("models")) {
        if (entry.get("kind").asText().equals("dynamic-ptq") && entry.get("ok").asBoolean()) {
          cases.add(new DynamicCase(root, entry));
        }
      }
    }
    return cases;
  }

  DynamicQuantizer quantizer() {
    JsonNode options = entry.get("options");
    List<String> types = new ArrayList<>();
    options.get("quantizable_op_type").forEach(type -> types.add(type.asText()));
    return DynamicQuantizer.builder()
        .weights(WeightQuantization.of(options.get("weight_quantize_type").asText()))
        .weightBits(options.get("weight_bits").asInt())
        .operatorTypes(types.toArray(String[]::new))
        .build();
  }

  Graph floatModel() throws IOException {
    return PaddleModel.read(root.resolve(entry.get("net").asText()).resolve("fp32"));
  }

  /** What Paddle made of it. */
  Graph quantized() throws IOException {
    return PaddleModel.read(folder());
  }

  Graph testModel() throws IOException {
    return PaddleModel.read(root.resolve(entry.get("test_model").asText()));
  }

  Path folder() {
    return root.resolve(entry.get("dir").asText());
  }

  /** The scales of each weight. */
  Map<String, double[]> scales() throws IOException {
    Map<String, double[]> scales = new LinkedHashMap<>();
    JsonNode json = JSON.readTree(root.resolve(entry.get("scales").asText()).toFile());
    json.properties()
        .forEach(
            weight -> {
              List<Double> numbers = new ArrayList<>();
              weight.getValue().forEach(number -> numbers.add(number.asDouble()));
              scales.put(
                  weight.getKey(), numbers.stream().mapToDouble(Double::doubleValue).toArray());
            });
    return scales;
  }

  int weightBits() {
    return entry.get("options").get("weight_bits").asInt();
  }

  double floatValue() {
    return entry.get("fp32_value").asDouble();
  }

  double value() {
    return entry.get("value").asDouble();
  }

  String metric() {
    return entry.get("metric").asText();
  }

  Path input() {
    return root.resolve(entry.get("golden_input").asText());
  }

  long paddleBytes() throws IOException {
    return Files.size(root.resolve(entry.get("dir").asText()).resolve("model.pdiparams"));
  }

  @Override
  public String toString() {
    return entry.get("id").asText();
  }
}
