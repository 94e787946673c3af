package dev.octet.quant.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.idx.Idx;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.Algorithm;
import dev.octet.quant.Calibration;
import dev.octet.quant.Range;
import dev.octet.quant.Samples;
import dev.octet.quant.StaticQuantizer;
import dev.octet.quant.WeightQuantization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network that Paddle quantized: the folders of the float model, of what Paddle computed for it,
 * and of one static quantization with {@code case.json} and {@code thresholds.json}.
 */
record PaddleCase(String name, Path model, Path golden, Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The cases of the test data, and those of the folder {@code octet.reference} where given. */
  static List<PaddleCase> all() throws IOException {
    List<PaddleCase> cases = new ArrayList<>();
    for (Path net : folders(testdata().resolve("golden"))) {
      Path model = testdata().resolve("models").resolve(net.getFileName()).resolve("fp32");
      for (Path folder : folders(net)) {
        cases.add(new PaddleCase(name("", net, folder), model, net, folder));
      }
    }
    String reference = System.getProperty("octet.reference", "");
    if (!reference.isEmpty()) {
      for (Path net : folders(Path.of(reference))) {
        for (Path folder : folders(net)) {
          cases.add(
              new PaddleCase(
                  name("reference/", net, folder),
                  net.resolve("fp32"),
                  net.resolve("golden"),
                  folder));
        }
      }
    }
    return cases.stream().filter(PaddleCase::isStatic).toList();
  }

  private static String name(String prefix, Path net, Path folder) {
    return prefix + net.getFileName() + "/" + folder.getFileName();
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static Path testdata() {
    return Path.of(System.getProperty("octet.testdata"));
  }

  /** Whether it is a case of static quantization. */
  private boolean isStatic() {
    if (!Files.exists(folder.resolve("case.json"))
        || !Files.exists(folder.resolve("thresholds.json"))) {
      return false;
    }
    return json("case.json").get("kind").asText().equals("static-ptq");
  }

  private JsonNode json(String file) {
    try {
      return JSON.readTree(folder.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode options() {
    return json("case.json").get("options");
  }

  /** Octet's quantizer with the options of the case. */
  StaticQuantizer.Builder quantizer() {
    JsonNode options = options();
    return StaticQuantizer.builder()
        .algorithm(algorithm())
        .histPercent(options.get("hist_percent").asDouble())
        .onnxFormat(options.get("onnx_format").asBoolean())
        .weights(WeightQuantization.of(options.get("weight_quantize_type").asText()))
        .batchSize(options.get("batch_size").asInt())
        .batches(options.get("batch_nums").asInt())
        .bits(options.get("weight_bits").asInt(), options.get("activation_bits").asInt())
        .biasCorrection(options.get("bias_correction").asBoolean())
        .fullQuantize(options.get("is_full_quantize").asBoolean())
        .optimizeModel(options.get("optimize_model").asBoolean())
        .operatorTypes(strings(options.get("quantizable_op_type")))
        .skip(strings(options.get("skip_tensor_list")));
  }

  private static String[] strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings.toArray(String[]::new);
  }

  Graph read() throws IOException {
    return PaddleModel.read(model);
  }

  /** The images that Paddle calibrated with. */
  Samples samples() throws IOException {
    return Samples.slices(images());
  }

  private Tensor images() throws IOException {
    Path own = golden.resolve("calibration-256.npy");
    return Files.exists(own) ? Npy.read(own) : fashion();
  }

  /** The images in the batches of the case. */
  List<Tensor> batches() throws IOException {
    Tensor images = images();
    int size = options().get("batch_size").asInt();
    List<Tensor> batches = new ArrayList<>();
    for (int i = 0; i < options().get("batch_nums").asInt(); i++) {
      batches.add(images.slice(i * size, (i + 1) * size));
    }
    return batches;
  }

  private static Tensor fashion() throws IOException {
    Path file = testdata().resolve("fashion").resolve("calib512-images-idx3-ubyte.gz");
    byte[] pixels = Idx.read(file).slice(0, 256).toBytes();
    float[] x = new float[pixels.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ((pixels[i] & 0xFF) / 255f - 0.5f) / 0.5f;
    }
    return Tensor.of(x, 256, 1, 28, 28);
  }

  /** The thresholds that Paddle found. */
  Calibration thresholds() {
    JsonNode thresholds = json("thresholds.json");
    Map<String, Double> activations = new LinkedHashMap<>();
    thresholds
        .get("activation")
        .properties()
        .forEach(entry -> activations.put(entry.getKey(), entry.getValue().asDouble()));
    Map<String, Range> ranges = new LinkedHashMap<>();
    if (thresholds.has("min")) {
      thresholds
          .get("min")
          .properties()
          .forEach(
              entry -> {
                JsonNode max = thresholds.get("max").get(entry.getKey());
                if (!isWeights(entry.getKey())) {
                  ranges.put(
                      entry.getKey(), new Range(entry.getValue().asDouble(), max.asDouble()));
                }
              });
      ranges.forEach((variable, range) -> activations.put(variable, range.absMax()));
    }
    Map<String, double[]> weights = new LinkedHashMap<>();
    thresholds
        .get("weight")
        .properties()
        .forEach(entry -> weights.put(entry.getKey(), numbers(entry.getValue())));
    return new Calibration(
        algorithm(),
        WeightQuantization.of(options().get("weight_quantize_type").asText()),
        activations,
        ranges,
        weights,
        256,
        List.of());
  }

  private static boolean isWeights(String variable) {
    return variable.matches(".*\\.w_\\d+");
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

  boolean isOnnxFormat() {
    return options().get("onnx_format").asBoolean();
  }

  Algorithm algorithm() {
    return Algorithm.of(options().get("algo").asText());
  }

  /** Whether normalisation was folded into the weights, in float32, before they were quantized. */
  boolean foldsWeights() {
    return options().get("optimize_model").asBoolean();
  }

  boolean isChannelWise() {
    return thresholds().weights() == WeightQuantization.CHANNEL_WISE_ABS_MAX;
  }

  /** Whether Paddle counted histograms for the case. */
  boolean hasHistograms() {
    return Files.exists(histograms());
  }

  Path histograms() {
    return folder.resolve("histograms.npz");
  }

  /**
   * Whether the output of Paddle's quantized network is there and follows from the thresholds in
   * Octet's own arithmetic: not with {@code onnx_format}, whose kernels use -128, nor with
   * corrected weights.
   */
  boolean hasOutput() {
    return Files.exists(folder.resolve("output.npy"))
        && !options().get("onnx_format").asBoolean()
        && !options().get("bias_correction").asBoolean()
        && !options().get("activation_quantize_type").asText().equals("abs_max");
  }

  String metric() {
    return json("case.json").get("metric").asText();
  }

  /** Whether no other case of its network comes before it in the folder. */
  boolean isFirstOfNetwork() {
    return folder.endsWith("ptq-absmax-channelwise");
  }

  /** What Paddle reached over the 10,000 test images with the float network. */
  double floatValue() {
    return json("../metrics.json").get("fp32").asDouble();
  }

  /** What Paddle reached over the 10,000 test images. */
  double value() {
    return json("case.json").get("value").asDouble();
  }

  Tensor input() throws IOException {
    return Npy.read(golden.resolve("input.npy"));
  }

  Tensor output() throws IOException {
    return Npy.read(folder.resolve("output.npy"));
  }

  @Override
  public String toString() {
    return name;
  }
}
