package dev.octet.formats.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A float model that Paddle ran.
 *
 * @param model the folder of the model
 * @param intermediate the recorded values of the first two images, where there are any
 */
record FloatModel(String name, Path model, Path input, Path output, Optional<Path> intermediate) {

  /**
   * The networks of {@code testdata}, and those of the folder {@code octet.reference} where given.
   */
  static List<FloatModel> all() throws IOException {
    Path testdata = Path.of(System.getProperty("octet.testdata"));
    List<FloatModel> models = new ArrayList<>();
    for (String net : List.of("lenet", "mobilenetv1", "resnet", "denoiser")) {
      Path golden = testdata.resolve("golden").resolve(net);
      models.add(
          new FloatModel(
              net,
              testdata.resolve("models").resolve(net).resolve("fp32"),
              golden.resolve("input.npy"),
              golden.resolve("output.npy"),
              Optional.of(golden.resolve("intermediate.npz")).filter(Files::exists)));
    }
    String reference = System.getProperty("octet.reference", "");
    if (!reference.isEmpty()) {
      models.addAll(ofManifest(Path.of(reference)));
    }
    return models;
  }

  private static List<FloatModel> ofManifest(Path root) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(root.resolve("manifest.json").toFile());
    List<FloatModel> models = new ArrayList<>();
    for (JsonNode entry : manifest.get("models")) {
      if (entry.get("kind").asText().equals("fp32") && entry.get("ok").asBoolean()) {
        models.add(
            new FloatModel(
                "reference/" + entry.get("id").asText(),
                root.resolve(entry.get("dir").asText()),
                root.resolve(entry.get("golden_input").asText()),
                root.resolve(entry.get("golden_output").asText()),
                entry.hasNonNull("intermediate")
                    ? Optional.of(root.resolve(entry.get("intermediate").asText()))
                    : Optional.empty()));
      }
    }
    return models;
  }

  Graph read() throws IOException {
    return PaddleModel.read(model);
  }

  @Override
  public String toString() {
    return name;
  }
}
