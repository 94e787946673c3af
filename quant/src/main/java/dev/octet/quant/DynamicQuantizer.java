package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dynamic post-training quantization: weights become int8 or int16, without any data. A run
 * dequantizes them when the model is compiled, or quantizes the activations by their own range
 * ({@link dev.octet.engine.run.CompileOptions#withDynamicInt8}).
 *
 * <pre>{@code
 * Graph small = DynamicQuantizer.builder().weightBits(8).build().quantize(fp32);
 * }</pre>
 *
 * <p>Follows {@code quant_post_dynamic} of PaddleSlim and {@code WeightQuantization} of Paddle: the
 * same integers and scales. Scales are those that were divided, abs-max/127 or abs-max/32767. A
 * channel of zeros, of which Paddle divides 0 by 0, has the scale 1e-8.
 */
public final class DynamicQuantizer {
  private final WeightQuantization weights;
  private final int weightBits;
  private final List<String> types;
  private final List<String> skip;

  private DynamicQuantizer(Builder builder) {
    this.weights = builder.weights;
    this.weightBits = builder.weightBits;
    this.types = builder.types;
    this.skip = List.copyOf(builder.skip);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The graph with integer weights, each behind a {@link dev.octet.engine.op.Dequantize}. Nothing
   * else changes, and names stay.
   *
   * @throws QuantizationException if the graph has nothing to quantize or is quantized already, or
   *     a weight is not finite
   */
  public Graph quantize(Graph graph) {
    return QuantizedGraph.of(graph, plan(graph), new WeightScales(weightBits));
  }

  /**
   * The float graph of the dequantized weights: what {@link #quantize} gives computes the same.
   * Paddle calls it the test model.
   *
   * @throws QuantizationException as {@link #quantize}
   */
  public Graph testModel(Graph graph) {
    var scales = new WeightScales(weightBits);
    Map<Value, Tensor> constants = new LinkedHashMap<>(graph.constants());
    plan(graph)
        .weightAxes()
        .forEach(
            (value, axis) -> {
              Tensor tensor = graph.constants().get(value);
              QuantParams params = scales.weights(value, axis, tensor);
              Tensor integers = scales.integers(tensor, params);
              constants.put(value, WeightQuantizer.unscale(integers, params));
            });
    return new Graph(graph.inputs(), constants, graph.nodes(), graph.outputs());
  }

  /** Why operators of the wanted types keep their float weights, a sentence each. */
  public List<String> notes(Graph graph) {
    return plan(graph).notes();
  }

  private QuantizationPlan plan(Graph graph) {
    return QuantizationPlan.of(graph, types, skip, weights, false);
  }

  /** The options, with their defaults. */
  public static final class Builder {
    private WeightQuantization weights = WeightQuantization.CHANNEL_WISE_ABS_MAX;
    private int weightBits = 8;
    private List<String> types =
        List.of(OperatorTypes.CONV, OperatorTypes.DEPTHWISE_CONV, OperatorTypes.MUL);
    private final List<String> skip = new ArrayList<>();

    private Builder() {}

    /** What shares a scale among weights: {@link WeightQuantization#CHANNEL_WISE_ABS_MAX}. */
    public Builder weights(WeightQuantization weights) {
      this.weights = weights;
      return this;
    }

    /**
     * The width of the integers: 8, or 16.
     *
     * @throws IllegalArgumentException for another width
     */
    public Builder weightBits(int bits) {
      if (bits != 8 && bits != 16) {
        throw new IllegalArgumentException("weight_bits %d: must be 8 or 16".formatted(bits));
      }
      this.weightBits = bits;
      return this;
    }

    /**
     * The types of the operators whose weights are quantized: conv2d, depthwise_conv2d and mul,
     * which are those of Paddle. Others are conv2d_transpose, depthwise_conv2d_transpose, matmul,
     * matmul_v2 and fc.
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

    public DynamicQuantizer build() {
      return new DynamicQuantizer(this);
    }
  }
}
