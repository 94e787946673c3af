package dev.octet.quant.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model that Paddle or PaddleSlim quantized, with Paddle's run of it.
 *
 * @param metric what {@code value} is over the 10,000 test images
 */
record ImportedModel(
    String name,
    String encoding,
    Path model,
    Path inputFile,
    Path outputFile,
    String metric,
    double value) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KINDS =
      Set.of("static-ptq", "static-qat", "dygraph-qat", "dygraph-ptq");

  /** One of the test data, and those of the folder {@code octet.reference} where given. */
  static List<ImportedModel> all() throws IOException {
    Path testdata = Path.of(System.getProperty("octet.testdata"));
    Path golden = testdata.resolve("golden/lenet");
    Path folder = golden.resolve("ptq-kl-channelwise");
    JsonNode options = JSON.readTree(folder.resolve("case.json").toFile());
    List<ImportedModel> models = new ArrayList<>();
    models.add(
        new ImportedModel(
            "lenet/ptq-kl-channelwise",
            "frozen-v1",
            testdata.resolve("models/lenet/ptq-kl-channelwise"),
            golden.resolve("input.npy"),
            folder.resolve("output.npy"),
            options.get("metric").asText(),
            options.get("value").asDouble()));
    String reference = System.getProperty("octet.reference", "");
    if (!reference.isEmpty()) {
      addReference(Path.of(reference), models);
    }
    return models;
  }

  private static void addReference(Path root, List<ImportedModel> models) throws IOException {
    for (JsonNode entry : JSON.readTree(root.resolve("manifest.json").toFile()).get("models")) {
      if (KINDS.contains(entry.get("kind").asText())
          && entry.get("ok").asBoolean()
          && entry.hasNonNull("layout")
          && entry.hasNonNull("golden_output")) {
        models.add(
            new ImportedModel(
                "reference/" + entry.get("id").asText(),
                entry.get("encoding").asText(),
                root.resolve(entry.get("dir").asText()),
                root.resolve(entry.get("golden_input").asText()),
                root.resolve(entry.get("golden_output").asText()),
                entry.get("metric").asText(),
                entry.get("value").asDouble()));
      }
    }
  }

  boolean isClassifier() {
    return !metric.equals("psnr_db");
  }

  Graph read() throws IOException {
    return PaddleModel.read(model);
  }

  Tensor input() throws IOException {
    return Npy.read(inputFile);
  }

  Tensor output() throws IOException {
    return Npy.read(outputFile);
  }

  @Override
  public String toString() {
    return name;
  }
}
