package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.octet.OctetFile;
import dev.octet.quant.Algorithm;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job from nothing: a float model becomes an int8 model, and both are measured. */
@Command(
    name = "demo",
    description =
        "Quantizes MobileNetV1, trained on Fashion-MNIST, to int8 and shows accuracy, size and"
            + " latency of both models side by side.")
final class DemoCommand extends WorkCommand {
  private static final int CALIBRATION_BATCH = 32;
  private static final int CALIBRATION_BATCHES = 8;
  private static final int EVALUATION_BATCH = 16;
  private static final int QUICK_IMAGES = 1000;
  private static final Latency LATENCY = new Latency(Duration.ofSeconds(8), 40, 200);
  private static final Latency QUICK_LATENCY = new Latency(Duration.ofSeconds(5), 20, 100);
  private static final PixelScaling SCALING =
      new PixelScaling(new float[] {0.5f}, new float[] {0.5f});

  @Option(
      names = "--quick",
      description =
          "Use the first 1,000 of the 10,000 test images, and measure latency for shorter.")
  private boolean quick;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "demo-output",
      description = "Where the int8 model and the reports go (default: ${DEFAULT-VALUE}).")
  private Path outputDir;

  @Override
  Result work() throws IOException {
    Path testdata = testdata();
    ModelSource source = ModelSource.of(testdata.resolve("models/mobilenetv1/fp32"));
    LoadedModel fp32 = LoadedModel.load(source);
    Path file = outputDir.resolve("mobilenetv1-int8" + OctetSource.SUFFIX);
    Path text = outputDir.resolve("report.txt");
    Path json = outputDir.resolve("report.json");
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      OutputPlaces.requireFiles(outputDir, List.of(file, text, json), rehearsal);
    }
    Files.createDirectories(outputDir);
    say("calibrating with KL on %d images", CALIBRATION_BATCH * CALIBRATION_BATCHES);
    OctetFile.write(quantize(fp32.graph(), images(testdata, "calib512", fp32)), file);
    LoadedModel int8 = LoadedModel.load(ModelSource.of(file));

    InputData all = images(testdata, "t10k", fp32);
    InputData test = quick ? new InputData(all.sets(), QUICK_IMAGES) : all;
    Tensor labels = TensorFile.read(testdata.resolve("fashion/t10k-labels-idx1-ubyte.gz"));
    CompiledModel compiled32 = fp32.compile();
    CompiledModel compiled8 = int8.compile();
    say("running both models on %,d images", test.size());
    Evaluation accuracy32 = evaluate(fp32, compiled32, test, labels);
    Evaluation accuracy8 = evaluate(int8, compiled8, test, labels);
    say("measuring latency");
    double[] micros = latency(compiled32, compiled8, test.batch(0, 1));
    AtomicFile.write(text, bytes(compiled8.report().toString()));
    AtomicFile.write(json, bytes(Json.text(compiled8.report())));
    return new Demo(
        test.size(),
        new Side(accuracy32.value(), source.outline().diskBytes(), micros[0]),
        new Side(accuracy8.value(), Files.size(file), micros[1]),
        file.toString(),
        text.toString(),
        json.toString());
  }

  private static Path testdata() {
    String folder = System.getProperty(Setting.TESTDATA, "");
    if (folder.isEmpty()) {
      throw new CommandException(
          "missing test data", "the system properties", "./octet sets " + Setting.TESTDATA);
    }
    return Path.of(folder);
  }

  private static InputData images(Path testdata, String set, LoadedModel model) throws IOException {
    var input = model.graph().inputs().getFirst();
    Path file = testdata.resolve("fashion/" + set + "-images-idx3-ubyte.gz");
    DataSet images = TensorData.read(file, input, SCALING);
    return new InputData(Map.of(input, images), images.size());
  }

  private static Graph quantize(Graph fp32, InputData samples) {
    try (var progress = new CalibrationProgress()) {
      return StaticQuantizer.builder()
          .algorithm(Algorithm.KL)
          .batchSize(CALIBRATION_BATCH)
          .batches(CALIBRATION_BATCHES)
          .progress(progress)
          .build()
          .quantize(fp32, QuantizeCommand.samples(samples));
    }
  }

  private static Evaluation evaluate(
      LoadedModel model, CompiledModel compiled, InputData data, Tensor labels) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    return Evaluation.of(
        model, compiled, data, EVALUATION_BATCH, threads, Metric.TOP1, labels, "the labels");
  }

  private double[] latency(CompiledModel first, CompiledModel second, Map<String, Tensor> image) {
    try (Session session1 = first.newSession();
        Session session2 = second.newSession()) {
      return (quick ? QUICK_LATENCY : LATENCY)
          .measure(List.of(() -> session1.run(image), () -> session2.run(image)));
    }
  }

  private void say(String format, Object... values) {
    messages().printf(format + "%n", values);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * One of the two models.
   *
   * @param accuracy the share of right answers, 0..1
   * @param fileBytes the size of its files
   * @param latencyMicros the median time of one image on one thread
   */
  private record Side(double accuracy, long fileBytes, double latencyMicros) {}

  private record Demo(
      int images, Side fp32, Side int8, String model, String report, String reportJson)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.println();
      new TextTable()
          .row("MobileNetV1 on Fashion-MNIST", "FP32", "int8", "")
          .row(
              "accuracy over %,d images".formatted(images),
              Quantity.percent(fp32.accuracy),
              Quantity.percent(int8.accuracy),
              "%+.2f points".formatted(100 * (int8.accuracy - fp32.accuracy)))
          .row(
              "file size",
              Quantity.bytes(fp32.fileBytes),
              Quantity.bytes(int8.fileBytes),
              Quantity.factor(fp32.fileBytes / (double) int8.fileBytes) + " smaller")
          .row(
              "latency of one image, one thread",
              Quantity.micros(fp32.latencyMicros),
              Quantity.micros(int8.latencyMicros),
              "speed-up " + Quantity.factor(fp32.latencyMicros / int8.latencyMicros))
          .print(out);
      out.println();
      out.printf("int8 model  %s%n", model);
      out.printf("report      %s and %s%n", report, reportJson);
    }
  }
}
