package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.quant.Algorithm;
import dev.octet.quant.Calibration;
import dev.octet.quant.DynamicQuantizer;
import dev.octet.quant.QuantizationException;
import dev.octet.quant.Samples;
import dev.octet.quant.StaticQuantizer;
import dev.octet.quant.WeightQuantization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Post-training quantization, static or dynamic. */
@Command(
    name = "quantize",
    description =
        "Quantizes a float model to int8 with thresholds from calibration data (static"
            + " post-training quantization), or its weights alone without data (--dynamic).")
final class QuantizeCommand extends WorkCommand {
  private static final List<String> CALIBRATION_OPTIONS =
      List.of(
          "--algo",
          "--batch-size",
          "--batch-nums",
          "--thresholds",
          "--hist-percent",
          "--onnx-format",
          "--bias-correction",
          "--full-quantize",
          "--optimize-model",
          "--round-type",
          "--activation-bits",
          "--mean",
          "--std",
          "--resize",
          "--bgr",
          "--limit");

  @Mixin private ModelOptions model;
  @Mixin private DataOptions data;
  @Mixin private StaticOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR_OR_FILE",
      converter = Converters.PathText.class,
      description =
          "The .octet file, or a folder (one that exists, or a name that ends with a slash or has"
              + " no suffix), in which it is called like the model; of a Paddle model the .pdmodel"
              + " file or the folder.")
  private String target = "";

  @Option(
      names = "--dynamic",
      description =
          "Quantize the weights alone, without data: the file shrinks; 'run --dynamic' computes on"
              + " int8.")
  private boolean dynamic;

  @Option(
      names = "--weight-bits",
      paramLabel = "8|16",
      description = "The width of the weights with --dynamic (default: 8).")
  private Optional<Integer> weightBits = Optional.empty();

  @Option(
      names = "--algo",
      paramLabel = "NAME",
      defaultValue = "KL",
      converter = Converters.AlgorithmName.class,
      completionCandidates = Converters.AlgorithmNames.class,
      description =
          "How activations get their thresholds: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private Algorithm algorithm = Algorithm.KL;

  @Option(
      names = "--weights",
      paramLabel = "NAME",
      defaultValue = "channel_wise_abs_max",
      converter = Converters.WeightsName.class,
      completionCandidates = Converters.WeightsNames.class,
      description =
          "What shares a threshold among weights: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private WeightQuantization weights = WeightQuantization.CHANNEL_WISE_ABS_MAX;

  @Option(
      names = "--ops",
      split = ",",
      paramLabel = "TYPE",
      description =
          "The types of operators to quantize, such as conv2d,depthwise_conv2d,mul"
              + " (default: all that can be; with --dynamic conv2d,depthwise_conv2d,mul).")
  private List<String> types = List.of();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      converter = Converters.Positive.class,
      description = "Samples a batch (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--batch-nums",
      paramLabel = "N",
      defaultValue = "8",
      converter = Converters.Positive.class,
      description = "How many batches are used at most (default: ${DEFAULT-VALUE}).")
  private int batches;

  @Option(
      names = "--skip",
      split = ",",
      paramLabel = "NAME",
      description = "Operators, or variables that they read or give, that stay in float.")
  private List<String> skip = List.of();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      converter = Converters.ModelFormatName.class,
      completionCandidates = Converters.ModelFormatNames.class,
      description =
          "The kind of model: ${COMPLETION-CANDIDATES} (default: paddle for NAME.pdmodel, else"
              + " octet).")
  private Optional<ModelFormat> format = Optional.empty();

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description = "Also write the thresholds of the activations as JSON: {variable: threshold}.")
  private Optional<Path> thresholds = Optional.empty();

  @Override
  Result work() throws IOException {
    return dynamic ? quantizeWeights() : quantizeAll();
  }

  private Result quantizeWeights() throws IOException {
    for (String option : CALIBRATION_OPTIONS) {
      if (isGiven(option)) {
        throw wrongUsage(option + " is for calibration; --dynamic takes no data");
      }
    }
    if (data.isGiven()) {
      throw wrongUsage("--data is for calibration; --dynamic takes no data");
    }
    DynamicQuantizer quantizer = dynamicQuantizer();
    ModelSource source = model.open();
    LoadedModel loaded = LoadedModel.load(source);
    ModelTarget written = target(source, List.of());
    try {
      Graph quantized = quantizer.quantize(loaded.graph());
      try (AtomicOutputs outputs = new AtomicOutputs()) {
        written.write(quantized, outputs);
        outputs.commit();
      }
      return new WeightQuantizationResult(
          loaded.name(),
          written.path().toString(),
          weights.toString(),
          weightBits.orElse(8),
          (int) quantized.nodes().stream().filter(it -> it.op() instanceof Dequantize).count(),
          source.outline().diskBytes(),
          written.diskBytes(),
          quantizer.notes(loaded.graph()));
    } catch (QuantizationException | GraphException e) {
      throw new CommandException("a model that could not be quantized", loaded.name(), e);
    }
  }

  private DynamicQuantizer dynamicQuantizer() {
    try {
      var builder = DynamicQuantizer.builder().weights(weights).skip(skip.toArray(String[]::new));
      weightBits.ifPresent(builder::weightBits);
      return types.isEmpty()
          ? builder.build()
          : builder.operatorTypes(types.toArray(String[]::new)).build();
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  /** Where the model goes; refused before the work whose result cannot be written there. */
  private ModelTarget target(ModelSource source, Collection<Path> samples) throws IOException {
    var written = ModelTarget.of(target, format, PaddleLayout.PDMODEL, ModelFormat.OCTET, source);
    List<Path> read = new ArrayList<>(source.files());
    read.addAll(samples);
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      written.require(read, rehearsal);
      if (thresholds.isPresent()) {
        OutputPlaces.requireOther(thresholds.get(), "an input", read);
        rehearsal.file(thresholds.get(), _ -> {});
      }
    }
    return written;
  }

  private Result quantizeAll() throws IOException {
    data.require();
    if (weightBits.isPresent()) {
      throw wrongUsage("--weight-bits needs --dynamic");
    }
    StaticQuantizer.Builder builder = builder();
    requireReplaceable(thresholds);
    ModelSource source = model.open();
    LoadedModel loaded = LoadedModel.load(source);
    List<Input> inputs = loaded.graph().inputs();
    ModelTarget written = target(source, data.files(inputs).values());
    InputData samples = data.open(inputs);
    int items = itemsOfSample(samples);
    builder.batchSize(Math.max(1, batchSize / items));
    try (var progress = new CalibrationProgress()) {
      StaticQuantizer quantizer = builder.progress(progress).build();
      Calibration calibration = quantizer.calibrate(loaded.graph(), samples(samples));
      Graph int8 = quantizer.quantize(loaded.graph(), calibration);
      try (AtomicOutputs outputs = new AtomicOutputs()) {
        written.write(int8, outputs);
        if (thresholds.isPresent()) {
          String json = Json.text(calibration.activationThresholds());
          outputs.file(
              thresholds.get(),
              channel -> AtomicFile.writeFully(channel, StandardCharsets.UTF_8.encode(json)));
        }
        outputs.commit();
      }
      return new Quantization(
          loaded.name(),
          written.path().toString(),
          calibration.algorithm().toString(),
          calibration.weights().toString(),
          calibration.samples() * items,
          calibration.activationThresholds().size(),
          calibration.weightThresholds().size(),
          source.outline().diskBytes(),
          written.diskBytes(),
          calibration.notes());
    } catch (QuantizationException | GraphException e) {
      throw new CommandException("a model that could not be quantized", loaded.name(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What is called otherwise can be a part of the model, or data. */
  private void requireReplaceable(Optional<Path> json) throws IOException {
    if (json.isPresent()
        && Files.isRegularFile(json.get())
        && Files.size(json.get()) > 0
        && !json.get().toString().endsWith(".json")) {
      throw wrongUsage(
          "--thresholds replaces .json files only: '%s' is called otherwise".formatted(json.get()));
    }
  }

  private StaticQuantizer.Builder builder() {
    if ((long) batchSize * batches > Integer.MAX_VALUE) {
      throw wrongUsage("--batch-size times --batch-nums is more than 2^31-1 samples");
    }
    try {
      var builder =
          StaticQuantizer.builder()
              .algorithm(algorithm)
              .weights(weights)
              .batchSize(batchSize)
              .batches(batches)
              .skip(skip.toArray(String[]::new));
      options.applyTo(builder);
      return types.isEmpty() ? builder : builder.operatorTypes(types.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  /** The items sample by sample, read when they are needed. */
  static Samples samples(InputData data) {
    int items = itemsOfSample(data);
    return Samples.named(
        () ->
            IntStream.range(0, data.size() / items)
                .mapToObj(i -> sample(data, i * items, items))
                .iterator());
  }

  /** One, or as many as the model takes at a time where its batch size is fixed. */
  private static int itemsOfSample(InputData data) {
    return Math.max(1, data.batchSize(1));
  }

  private static Map<String, Tensor> sample(InputData data, int first, int items) {
    try {
      return data.batch(first, first + items);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Quantization(
      String model,
      String file,
      String algorithm,
      String weights,
      int samples,
      int activationThresholds,
      int weightTensors,
      long modelBytes,
      long fileBytes,
      List<String> notes)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf(
          "%s: %d activations by %s over %d samples, %d weight tensors by %s%n",
          file, activationThresholds, algorithm, samples, weightTensors, weights);
      out.printf("%s, was %s%n", Quantity.bytes(fileBytes), Quantity.bytes(modelBytes));
      notes.forEach(note -> out.printf("note: %s%n", note));
    }
  }
}
