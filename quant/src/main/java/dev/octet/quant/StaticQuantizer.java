package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.pass.FoldNormalization;
import dev.octet.engine.pass.FoldNormalizationIntoScales;
import dev.octet.engine.pass.FoldWeights;
import dev.octet.engine.run.Compiler;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.observer.RoundingRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Static post-training quantization: thresholds of activations from calibration data, thresholds of
 * weights from the weights, and a graph in which the chosen operators read int8.
 *
 * <pre>{@code
 * Graph int8 = StaticQuantizer.builder().algorithm(Algorithm.KL).batchSize(32).batches(8)
 *     .build().quantize(fp32, samples);
 * }</pre>
 *
 * <p>Most algorithms read the samples more than once: an {@link Iterable} is asked for several
 * iterators, a {@link Stream} is kept. See {@link Samples} for what a sample is.
 *
 * <p>Follows {@code PostTrainingQuantization} of Paddle: its thresholds, its int8 weights.
 */
public final class StaticQuantizer {
  private final CalibrationMethod method;
  private final WeightQuantization weights;
  private final List<String> types;
  private final List<String> skip;
  private final boolean biasCorrection;
  private final boolean fullQuantize;
  private final boolean optimizeModel;
  private final boolean allVariables;
  private final boolean normalizationKept;
  private final Progress progress;

  private StaticQuantizer(Builder builder) {
    this.method =
        new CalibrationMethod(
            builder.algorithm,
            builder.histPercent,
            builder.onnxFormat ? RoundingRange.SIGNED : RoundingRange.NON_NEGATIVE,
            builder.batchSize,
            Math.multiplyExact(builder.batchSize, builder.batches));
    this.weights = builder.weights;
    this.types = List.copyOf(builder.types);
    this.skip = List.copyOf(builder.skip);
    this.biasCorrection = builder.biasCorrection;
    this.fullQuantize = builder.fullQuantize;
    this.optimizeModel = builder.optimizeModel;
    this.allVariables = builder.allVariables;
    this.normalizationKept = builder.normalizationKept;
    this.progress = builder.progress;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** {@link #calibrate} and {@link #quantize(Graph, Calibration)} in one. */
  public Graph quantize(Graph graph, Iterable<Tensor> samples) {
    return quantize(graph, Samples.of(samples));
  }

  /** {@link #calibrate} and {@link #quantize(Graph, Calibration)} in one. */
  public Graph quantize(Graph graph, Stream<Tensor> samples) {
    return quantize(graph, Samples.of(samples));
  }

  /** {@link #calibrate} and {@link #quantize(Graph, Calibration)} in one. */
  public Graph quantize(Graph graph, Samples samples) {
    return quantize(graph, calibrate(graph, samples));
  }

  /** Finds the thresholds of a graph with one input. */
  public Calibration calibrate(Graph graph, Iterable<Tensor> samples) {
    return calibrate(graph, Samples.of(samples));
  }

  /** Finds the thresholds of a graph with one input. */
  public Calibration calibrate(Graph graph, Stream<Tensor> samples) {
    return calibrate(graph, Samples.of(samples));
  }

  /**
   * Finds the thresholds.
   *
   * @throws QuantizationException if the graph has nothing to quantize or is quantized already, or
   *     the samples are none, do not fit its inputs, are not finite, or make it give what is not
   *     finite
   */
  public Calibration calibrate(Graph graph, Samples samples) {
    return calibrateOptimized(optimized(graph), samples);
  }

  private Calibration calibrateOptimized(Graph graph, Samples samples) {
    QuantizationPlan plan = plan(graph);
    Map<String, double[]> weightThresholds = weightThresholds(graph, plan);
    List<String> notes = new ArrayList<>(plan.notes());
    Set<Value> required = plan.activations();
    try (var calibrator =
        new Calibrator(method, graph, observed(graph, plan), samples, required, progress)) {
      Map<String, Double> activations = calibrator.thresholds();
      notes.addAll(calibrator.notes());
      return new Calibration(
          method.algorithm(),
          weights,
          withTransposed(graph, activations),
          withTransposed(graph, calibrator.ranges()),
          weightThresholds,
          calibrator.samples(),
          notes);
    }
  }

  /** The variables that get thresholds, in the order of the graph. */
  private List<Value> observed(Graph graph, QuantizationPlan plan) {
    Set<Value> wanted = new HashSet<>(plan.activations());
    wanted.addAll(plan.roundedActivations());
    return Stream.concat(
            graph.inputs().stream().map(Input::value),
            graph.nodes().stream().flatMap(node -> node.outputs().stream()))
        .filter(value -> allVariables || wanted.contains(value))
        .toList();
  }

  /**
   * What was found, and the same for the variables that are found ones in another order: a program
   * with channels last names those, and its operators read and give them.
   */
  private static <T> Map<String, T> withTransposed(Graph graph, Map<String, T> found) {
    Map<String, T> all = new LinkedHashMap<>(found);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Transpose(List<Integer> order) && order.indexOf(0) == 0) {
        String from = node.input(0).name();
        String to = node.output().name();
        Optional.ofNullable(all.get(from)).ifPresent(it -> all.putIfAbsent(to, it));
        Optional.ofNullable(all.get(to)).ifPresent(it -> all.putIfAbsent(from, it));
      }
    }
    return all;
  }

  private static Map<String, double[]> weightThresholds(Graph graph, QuantizationPlan plan) {
    Map<String, double[]> thresholds = new LinkedHashMap<>();
    for (var entry : plan.weightAxes().entrySet()) {
      Value value = entry.getKey();
      thresholds.put(
          value.name(),
          WeightQuantizer.thresholds(value.name(), graph.constants().get(value), entry.getValue()));
    }
    return thresholds;
  }

  /**
   * The graph with {@link dev.octet.engine.op.Quantize} and {@link dev.octet.engine.op.Dequantize}
   * in front of the quantized operators and with int8 weights. A threshold of 0 counts as 1e-8.
   * Batch normalisation behind a quantized operator is folded into the scales of its weights and a
   * bias, unless {@link Builder#normalizationKept} says otherwise; all other names stay.
   *
   * @param calibration the thresholds, of this graph and a quantizer with the same operator types,
   *     skipped names and form of weights
   * @throws QuantizationException if the graph has nothing to quantize or is quantized already, or
   *     a threshold is missing or is no finite number of 0 or more
   */
  public Graph quantize(Graph graph, Calibration calibration) {
    Graph optimized = optimized(graph);
    Graph quantized =
        QuantizedGraph.of(optimized, plan(optimized), new Thresholds(calibration, biasCorrection));
    return normalizationKept ? quantized : new FoldNormalizationIntoScales().apply(quantized);
  }

  private QuantizationPlan plan(Graph graph) {
    return QuantizationPlan.of(graph, types, skip, weights, fullQuantize);
  }

  /** The graph that is quantized, under the same names. */
  private Graph optimized(Graph graph) {
    Graph folded = new FoldWeights(Compiler.evaluator(graph), skip).apply(graph);
    return optimizeModel ? new FoldNormalization().apply(folded) : folded;
  }

  /** The options, with their defaults. */
  public static final class Builder {
    private Algorithm algorithm = Algorithm.KL;
    private double histPercent = 0.99999;
    private boolean onnxFormat;
    private WeightQuantization weights = WeightQuantization.CHANNEL_WISE_ABS_MAX;
    private int batchSize = 32;
    private int batches = 8;
    private List<String> types = OperatorTypes.ALL;
    private final List<String> skip = new ArrayList<>();
    private boolean biasCorrection;
    private boolean fullQuantize;
    private boolean optimizeModel;
    private boolean allVariables;
    private boolean normalizationKept;
    private Progress progress = Progress.NONE;

    private Builder() {}

    /** How activations get their thresholds: {@link Algorithm#KL}. */
    public Builder algorithm(Algorithm algorithm) {
      this.algorithm = algorithm;
      return this;
    }

    /**
     * The share of magnitudes that {@link Algorithm#HIST} keeps: 0.99999.
     *
     * @throws IllegalArgumentException if not more than 0, and 1 at most
     */
    public Builder histPercent(double share) {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "hist_percent %s: must be more than 0, and 1 at most".formatted(share));
      }
      this.histPercent = share;
      return this;
    }

    /**
     * Whether {@link Algorithm#MSE} and {@link Algorithm#EMD} look at negative numbers, as Paddle
     * does with {@code onnx_format}, or count them as 0, as it does without: without.
     */
    public Builder onnxFormat(boolean onnxFormat) {
      this.onnxFormat = onnxFormat;
      return this;
    }

    /** What shares a threshold among weights: {@link WeightQuantization#CHANNEL_WISE_ABS_MAX}. */
    public Builder weights(WeightQuantization weights) {
      this.weights = weights;
      return this;
    }

    /** Samples a batch: 32. As many run at once, or fewer where memory is short. */
    public Builder batchSize(int batchSize) {
      this.batchSize = positive("batchSize", batchSize);
      return this;
    }

    /** How many batches of samples are used at most: 8. */
    public Builder batches(int batches) {
      this.batches = positive("batches", batches);
      return this;
    }

    /**
     * The types of the operators that are quantized: conv2d, depthwise_conv2d, conv2d_transpose,
     * depthwise_conv2d_transpose, mul, matmul, matmul_v2 and fc, or fewer of them.
     *
     * @throws IllegalArgumentException for another type
     */
    public Builder operatorTypes(String... types) {
      this.types = OperatorTypes.checked(types);
      return this;
    }

    /** Names of nodes, or of variables that nodes read or give, that stay in float; adds up. */
    public Builder skip(String... names) {
      skip.addAll(Arrays.asList(names));
      return this;
    }

    /**
     * Whether weights make up for what their rounding does to the mean and the spread of a channel:
     * not.
     */
    public Builder biasCorrection(boolean biasCorrection) {
      this.biasCorrection = biasCorrection;
      return this;
    }

    /**
     * Whether operators without weights (pooling, activations, sums of two activations, …) also
     * read rounded numbers, as Paddle's {@code is_full_quantize}: not. They lose accuracy for it.
     */
    public Builder fullQuantize(boolean fullQuantize) {
      this.fullQuantize = fullQuantize;
      return this;
    }

    /**
     * Whether batch normalisation is folded into the weights of the convolution before it first, so
     * that those are what is quantized: not. Weights that several operators read stay as they are.
     */
    public Builder optimizeModel(boolean optimizeModel) {
      this.optimizeModel = optimizeModel;
      return this;
    }

    /**
     * How weights become integers: {@link RoundType#ROUND}.
     *
     * @throws IllegalArgumentException for another one
     */
    public Builder roundType(RoundType roundType) {
      if (roundType != RoundType.ROUND) {
        throw new IllegalArgumentException(
            ("round_type '%s': learning how to round each weight takes gradients, which Octet does"
                    + " not compute; use '%s', with bias_correction where accuracy matters")
                .formatted(roundType, RoundType.ROUND));
      }
      return this;
    }

    /**
     * The bits of weights and of activations: 8 and 8.
     *
     * @throws IllegalArgumentException for other numbers
     */
    public Builder bits(int weightBits, int activationBits) {
      if (weightBits != 8 || activationBits != 8) {
        throw new IllegalArgumentException(
            ("weight_bits %d, activation_bits %d: both must be 8, because integer kernels multiply"
                    + " int8; 16-bit weights are there with dynamic quantization")
                .formatted(weightBits, activationBits));
      }
      return this;
    }

    /**
     * Whether calibration also finds thresholds of the float variables that no quantized operator
     * reads or gives, where they are finite: not. The quantized graph does not depend on it.
     */
    public Builder allVariables(boolean allVariables) {
      this.allVariables = allVariables;
      return this;
    }

    /**
     * Whether batch normalisation behind a quantized operator stays a node of its own, with the
     * weights' own scales: not.
     */
    public Builder normalizationKept(boolean normalizationKept) {
      this.normalizationKept = normalizationKept;
      return this;
    }

    /** Who hears how far the calibration is: nobody. */
    public Builder progress(Progress progress) {
      this.progress = progress;
      return this;
    }

    /**
     * @throws ArithmeticException if the number of samples does not fit an int
     */
    public StaticQuantizer build() {
      return new StaticQuantizer(this);
    }

    private static int positive(String option, int value) {
      if (value < 1) {
        throw new IllegalArgumentException("%s %d: must be 1 or more".formatted(option, value));
      }
      return value;
    }
  }
}
