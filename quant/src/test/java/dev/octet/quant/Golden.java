package dev.octet.quant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Paddle found for a network: {@code golden/<net>} of the test data. */
record Golden(Path folder) {
  static Golden of(String net) {
    return new Golden(Path.of(System.getProperty("octet.testdata"), "golden", net));
  }

  /** The thresholds of activations that one of its calibrations found. */
  Map<String, Double> activationThresholds(String calibration) throws IOException {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    json(calibration)
        .get("activation")
        .properties()
        .forEach(entry -> thresholds.put(entry.getKey(), entry.getValue().asDouble()));
    return thresholds;
  }

  /** The thresholds of weights that one of its calibrations found. */
  Map<String, double[]> weightThresholds(String calibration) throws IOException {
    Map<String, double[]> thresholds = new LinkedHashMap<>();
    json(calibration)
        .get("weight")
        .properties()
        .forEach(entry -> thresholds.put(entry.getKey(), numbers(entry.getValue())));
    return thresholds;
  }

  private static double[] numbers(JsonNode node) {
    if (!node.isArray()) {
      return new double[] {node.asDouble()};
    }
    double[] numbers = new double[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = node.get(i).asDouble();
    }
    return numbers;
  }

  private JsonNode json(String calibration) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve(calibration).resolve("thresholds.json").toFile());
  }
}
