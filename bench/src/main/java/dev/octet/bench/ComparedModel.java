package dev.octet.bench;

import dev.octet.bench.network.Network;
import dev.octet.bench.network.SeededImages;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model that engines are compared on, and its images.
 *
 * @param calibration the images its thresholds are found with
 * @param images those its outputs are compared on; the first is run against the clock
 */
record ComparedModel(String name, Graph graph, Tensor calibration, Tensor images) {
  private static final int CALIBRATION_IMAGES = 4;
  private static final int COMPARED_IMAGES = 20;
  private static final long CALIBRATION_SEED = 1;
  private static final long IMAGE_SEED = 2;

  /** Small models that were trained, as folders of {@code testdata/models}. */
  static final List<String> REFERENCE_MODELS = List.of("lenet", "mobilenetv1", "resnet");

  /** The names of all models. */
  static List<String> names() {
    return Stream.concat(
            Stream.of(Network.values()).map(Network::title),
            REFERENCE_MODELS.stream().map(name -> "testdata/" + name))
        .toList();
  }

  static ComparedModel of(Network network, double width, int imageSize) {
    Graph graph = network.build(width, imageSize);
    return new ComparedModel(
        network.title(),
        graph,
        SeededImages.of(graph, CALIBRATION_IMAGES, CALIBRATION_SEED),
        SeededImages.of(graph, COMPARED_IMAGES, IMAGE_SEED));
  }

  /**
   * The model of one of {@link #names()}.
   *
   * @param testdata the folder of the reference models
   */
  static ComparedModel of(String name, Path testdata) throws IOException {
    for (Network network : Network.values()) {
      if (network.title().equals(name)) {
        return of(network, 1, Network.IMAGE_SIZE);
      }
    }
    String folder = name.substring(name.indexOf('/') + 1);
    Tensor images = Npy.read(testdata.resolve("golden/" + folder + "/input.npy"));
    return new ComparedModel(
        name, PaddleModel.read(testdata.resolve("models/" + folder + "/fp32")), images, images);
  }
}
