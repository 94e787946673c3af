package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantized layers with one mistake each, and what is said of it. */
class DamagedQuantizationTest {
  private record Damage(String name, Consumer<FrozenSketch> change, String... messages) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Damage> frozen() {
    return Stream.of(
        new Damage(
            "no threshold of the input",
            sketch -> sketch.hasThreshold = false,
            "operator 1 (fake_quantize_range_abs_max)",
            "needs the threshold 's', which is not a parameter"),
        new Damage(
            "no thresholds of the channels",
            sketch -> sketch.hasChannels = false,
            "operator 3 (fake_channel_wise_dequantize_max_abs)",
            "needs the threshold 'c', which is not a parameter"),
        new Damage(
            "threshold 0",
            sketch -> sketch.threshold = 0,
            "operator 1 (fake_quantize_range_abs_max)",
            "threshold 0.0 in 's': must be a positive finite number"),
        new Damage(
            "threshold NaN",
            sketch -> sketch.threshold = Float.NaN,
            "threshold NaN in 's': must be a positive finite number"),
        new Damage(
            "threshold NaN of a channel",
            sketch -> sketch.channels[1] = Float.NaN,
            "operator 3 (fake_channel_wise_dequantize_max_abs)",
            "threshold NaN in 'c': must be a positive finite number"),
        new Damage(
            "too few thresholds",
            sketch -> sketch.channels = new float[] {1, 2},
            "operator 3 (fake_channel_wise_dequantize_max_abs)",
            "2 thresholds in 'c' do not fit weights 'w' of shape [3,1,1,1]; axis 0 needs 3"),
        new Damage(
            "an axis that has no channels",
            sketch -> sketch.channelDims = 7,
            "operator 3 (fake_channel_wise_dequantize_max_abs)",
            "'x_num_col_dims' is 7, but the channels of 'sums' run along axis 1"),
        new Damage(
            "weights without the axis of channels",
            sketch -> {
              sketch.operator = "mul";
              sketch.weightDims = new long[] {3};
            },
            "operator 2 (mul)",
            "weights 'w' of shape [3] have no axis 1 for their thresholds in 'c'"),
        new Damage(
            "an integer beyond int8",
            sketch -> sketch.weights[2] = 200,
            "operator 2 (conv2d)",
            "element 2 of weights 'w' is 200.0; quantized to 8 bits it must be an integer in"
                + " -128..127"),
        new Damage(
            "an integer beyond the bits",
            sketch -> sketch.quantBits = new int[] {4, 8},
            "element 2 of weights 'w' is 127.0; quantized to 4 bits it must be an integer in"
                + " -8..7"),
        new Damage(
            "a real weight",
            sketch -> sketch.weights[0] = 0.5f,
            "element 0 of weights 'w' is 0.5; quantized to 8 bits it must be an integer"),
        new Damage(
            "a weight NaN",
            sketch -> sketch.weights[1] = Float.NaN,
            "element 1 of weights 'w' is NaN"),
        new Damage(
            "max_range 0",
            sketch -> {
              sketch.perTensor = true;
              sketch.maxRange = 0;
            },
            "operator 3 (fake_dequantize_max_abs)",
            "attribute 'max_range' is 0.0: must be above 0"),
        new Damage(
            "max_range so small that the threshold is infinite",
            sketch -> {
              sketch.perTensor = true;
              sketch.maxRange = Float.MIN_VALUE;
            },
            "threshold Infinity: must be a positive finite number"),
        new Damage(
            "two thresholds of one input",
            sketch -> sketch.stated = 3,
            "operator 3 (fake_channel_wise_dequantize_max_abs)",
            "threshold 3.0 in 't' contradicts the 2.0 that 'q' is quantized with"),
        new Damage(
            "two thresholds of one input, with max_range",
            sketch -> {
              sketch.perTensor = true;
              sketch.stated = 3;
            },
            "operator 3 (fake_dequantize_max_abs)",
            "threshold 3.0 in 't' contradicts the 2.0 that 'q' is quantized with"),
        new Damage(
            "two widths of one input",
            sketch -> sketch.quantBits = new int[] {6, 4},
            "attribute 'quant_bits' is [6, 4], but 'q' is quantized to 8 bits; one must be 8"),
        new Damage(
            "one width",
            sketch -> sketch.quantBits = new int[] {8},
            "attribute 'quant_bits' is [8]: 2 widths are needed"),
        new Damage(
            "a width of 40 bits",
            sketch -> sketch.bits = 40,
            "a width of 40 bits is not supported; it must be 2..16"),
        new Damage(
            "no weights",
            sketch -> sketch.hasWeights = false,
            "operator 2 (conv2d)",
            "is quantized but has no weights: input Filter must be a parameter of integers"));
  }

  @ParameterizedTest
  @MethodSource("frozen")
  void a_frozen_layer_is_refused_by_file_operator_and_variable(Damage damage) {
    FrozenSketch sketch = new FrozenSketch();
    damage.change().accept(sketch);

    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("sketch.pdmodel")
        .hasMessageContainingAll(damage.messages());
  }

  private record Mistake(String name, ModelSketch sketch, String... messages) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ModelSketch activation(float quantized, float dequantized) {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 4)
            .parameter("s", new float[] {quantized}, 1)
            .parameter("t", new float[] {dequantized}, 1);
    sketch.op("quantize_linear").in("X", "x").in("Scale", "s").out("Y", "q");
    sketch.op("dequantize_linear").in("X", "q").in("Scale", "t").out("Y", "y");
    return sketch;
  }

  /** Two operators of a type that quantize one activation. */
  private static ModelSketch shared(
      String type, String scale, String out, float first, float second) {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 4)
            .parameter("s", new float[] {first}, 1)
            .parameter("t", new float[] {second}, 1);
    sketch.op(type).in("X", "x").in(scale, "s").out(out, "y");
    sketch.op(type).in("X", "x").in(scale, "t").out(out, "z");
    return sketch;
  }

  private static ModelSketch sharedFloatWeights() {
    ModelSketch sketch =
        new ModelSketch()
            .ones("w", 2, 2)
            .parameter("s", new float[] {1, 2}, 2)
            .parameter("t", new float[] {1, 3}, 2);
    for (String scale : List.of("s", "t")) {
      sketch
          .op("quantize_linear")
          .in("X", "w")
          .in("Scale", scale)
          .out("Y", "q" + scale)
          .attribute("quant_axis", 0);
    }
    sketch
        .op("dequantize_linear")
        .in("X", "qs")
        .in("Scale", "s")
        .out("Y", "y")
        .attribute("quant_axis", 0);
    return sketch;
  }

  private static ModelSketch sharedByAttributes() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 2).ones("w", 2, 2);
    sketch.op("mul").in("X", "x").in("Y", "w").out("Out", "y").attribute("X0_threshold", 3f);
    sketch.op("mul").in("X", "x").in("Y", "w").out("Out", "z").attribute("X0_threshold", 4f);
    return sketch;
  }

  private static ModelSketch sharedByLite() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4);
    for (float scale : new float[] {0.5f, 0.25f}) {
      sketch
          .op("calib")
          .in("Input", "x")
          .out("Out", scale == 0.5f ? "y" : "z")
          .attribute("scale", scale)
          .attribute("__@kernel_type_attr@__", "calib/fp32_to_int8/4/1/1");
    }
    return sketch;
  }

  private static ModelSketch weights(byte[] integers, float[] thresholds, int axis, int bits) {
    ModelSketch sketch =
        new ModelSketch()
            .parameter("w", new long[] {2, 2}, TensorBytes.of(integers, 2, 2))
            .parameter("s", thresholds, thresholds.length);
    sketch
        .op("dequantize_linear")
        .in("X", "w")
        .in("Scale", "s")
        .out("Y", "y")
        .attribute("quant_axis", axis)
        .attribute("bit_length", bits);
    return sketch;
  }

  private static ModelSketch sharedWeights() {
    ModelSketch sketch = weights(new byte[4], new float[] {1}, -1, 8);
    sketch.parameter("t", new float[] {2}, 1);
    sketch.op("dequantize_linear").in("X", "w").in("Scale", "t").out("Y", "z");
    return sketch;
  }

  private static ModelSketch fakeWeights(float weight, int axis) {
    ModelSketch sketch = new ModelSketch().parameter("w", new float[] {1, weight}, 2, 1);
    sketch
        .op("fake_channel_wise_quantize_dequantize_abs_max")
        .in("X", "w")
        .out("Out", "y")
        .attribute("quant_axis", axis);
    return sketch;
  }

  static Stream<Mistake> others() {
    return Stream.of(
        new Mistake(
            "quantized with one scale and dequantized with another",
            activation(2, 3),
            "operator 2 (dequantize_linear)",
            "integers 'q' stand for int8(threshold 3.0) here, but for int8(threshold 2.0)"),
        new Mistake(
            "two scales of one activation",
            shared("quantize_linear", "Scale", "Y", 2, 3),
            "operator 2 (quantize_linear)",
            "quantizes 'x' with the threshold 3.0, but operator 1 (quantize_linear) does with 2.0:"
                + " a tensor has one scale"),
        new Mistake(
            "two thresholds of one activation, frozen",
            shared("fake_quantize_range_abs_max", "InScale", "Out", 2, 3),
            "operator 2 (fake_quantize_range_abs_max)",
            "quantizes 'x' with the threshold 3.0, but operator 1 (fake_quantize_range_abs_max)"
                + " does with 2.0"),
        new Mistake(
            "two thresholds of one activation, simulated",
            shared("fake_quantize_dequantize_moving_average_abs_max", "InScale", "Out", 2, 3),
            "quantizes 'x' with the threshold 3.0, but operator 1"),
        new Mistake(
            "two thresholds of one activation in attributes",
            sharedByAttributes(),
            "operator 2 (mul)",
            "quantizes 'x' with the threshold 4.0, but operator 1 (mul) does with 3.0"),
        new Mistake(
            "two scales of one activation, of Paddle Lite",
            sharedByLite(),
            "operator 2 (calib)",
            "quantizes 'x' with the threshold 31.75, but operator 1 (calib) does with 63.5"),
        new Mistake(
            "two scales of a channel of weights",
            sharedFloatWeights(),
            "operator 1 (quantize_linear)",
            "quantizes 'w' with the threshold 3.0, but operator 0 (quantize_linear) does with 2.0"),
        new Mistake(
            "threshold 0",
            activation(0, 0),
            "operator 1 (quantize_linear)",
            "threshold 0.0 in 's': must be a positive finite number"),
        new Mistake(
            "weights with two scales",
            sharedWeights(),
            "operator 1 (dequantize_linear)",
            "integers 'w' stand for int8(threshold 2.0) here, but for int8(threshold 1.0)"),
        new Mistake(
            "an integer beyond the bits",
            weights(new byte[] {1, 2, 3, 8}, new float[] {1}, -1, 4),
            "operator 0 (dequantize_linear)",
            "element 3 of weights 'w' is 8.0; quantized to 4 bits it must be an integer in -8..7"),
        new Mistake(
            "too many thresholds",
            weights(new byte[4], new float[] {1, 2, 3}, 0, 8),
            "3 thresholds do not fit 'w' of shape [2,2] on axis 0"),
        new Mistake(
            "an axis outside of a simulation",
            fakeWeights(1, 2),
            "operator 0 (fake_channel_wise_quantize_dequantize_abs_max)",
            "attribute 'quant_axis' is 2, but 'w' has 2 axes"),
        new Mistake(
            "weights that are no numbers",
            fakeWeights(Float.NaN, 0),
            "weights 'w' hold NaN or infinite numbers"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void other_encodings_are_refused_by_file_operator_and_variable(Mistake mistake) {
    ModelSketch sketch = mistake.sketch().fetch("y");

    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("sketch.pdmodel")
        .hasMessageContainingAll(mistake.messages());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fake_quantize_range_abs_max:InScale:Out",
        "fake_quantize_dequantize_moving_average_abs_max:InScale:Out",
        "quantize_linear:Scale:Y"
      })
  void an_activation_may_be_quantized_for_each_reader_with_the_same_threshold(String operator)
      throws IOException {
    String[] words = operator.split(":");
    ModelSketch sketch = shared(words[0], words[1], words[2], 2, 2);

    assertThat(sketch.fetch("y").fetch("z", 1).read().outputs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void an_axis_that_paddle_does_not_take_is_refused_for_one_threshold_too(int axis) {
    for (String operator : List.of("quantize_linear", "dequantize_linear")) {
      ModelSketch sketch = new ModelSketch().input("x", -1, 4).parameter("s", new float[] {1}, 1);
      sketch.op(operator).in("X", "x").in("Scale", "s").out("Y", "y").attribute("quant_axis", axis);

      assertThatThrownBy(sketch.fetch("y")::read)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining(
              "operator 1 (%s): attribute 'quant_axis' is %d: must be -1, 0 or 1", operator, axis);
    }
  }

  @Test
  void the_widths_of_a_frozen_layer_can_stand_in_either_order() throws IOException {
    FrozenSketch sketch = new FrozenSketch();
    sketch.weights = new float[] {1, -2, 7};
    sketch.quantBits = new int[] {4, 8};
    String usual = sketch.read().toString();

    sketch.quantBits = new int[] {8, 4};

    assertThat(sketch.read().toString()).isEqualTo(usual).contains("4");
  }
}
