package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators with one tensor in and one out, with and without their attributes. */
class OperatorMappingTest {
  private static Node map(String type, Consumer<ModelSketch.Call> attributes) throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, 8, 8);
    boolean input = type.equals("shape") || type.endsWith("slice");
    boolean y = type.equals("layer_norm");
    attributes.accept(sketch.op(type).in(input ? "Input" : "X", "x").out(y ? "Y" : "Out", "out"));
    Graph graph = sketch.fetch("out").read();
    assertThat(graph.nodes()).hasSize(1);
    return graph.nodes().getFirst();
  }

  static Stream<Arguments> activations() {
    return Stream.of(
        mapping("relu", none(), Activation.RELU),
        mapping("relu6", none(), new Activation.Clip(0, 6)),
        mapping("relu6", with("threshold", 4), new Activation.Clip(0, 6)),
        mapping("relu6", with("threshold", 4).andThen(lite()), new Activation.Clip(0, 4)),
        mapping("brelu", none(), new Activation.Clip(0, 24)),
        mapping("leaky_relu", none(), new Activation.LeakyRelu(0.02f)),
        mapping("leaky_relu", with("alpha", 0.1f), new Activation.LeakyRelu(0.1f)),
        mapping("elu", none(), new Activation.Elu(1)),
        mapping("hard_sigmoid", none(), new Activation.HardSigmoid(0.2f, 0.5f)),
        mapping("hard_sigmoid", with("slope", 0.25f), new Activation.HardSigmoid(0.25f, 0.5f)),
        mapping("hard_swish", none(), new Activation.HardSwish(6, 6, 3)),
        mapping("hard_swish", with("offset", 1), new Activation.HardSwish(6, 6, 3)),
        mapping("hard_swish", with("scale", 2).andThen(lite()), new Activation.HardSwish(6, 2, 3)),
        mapping("swish", none(), new Activation.Swish(1)),
        mapping("swish", with("beta", 2), new Activation.Swish(1)),
        mapping("swish", with("beta", 2).andThen(lite()), new Activation.Swish(2)),
        mapping("silu", none(), Activation.Function.SILU),
        mapping("gelu", none(), new Activation.Gelu(false)),
        mapping("gelu", flag("approximate"), new Activation.Gelu(true)),
        mapping("mish", none(), new Activation.Mish(20)),
        mapping("softplus", none(), new Activation.Softplus(1, 20)),
        mapping("clip", with("min", -1), new Activation.Clip(-1, Float.POSITIVE_INFINITY)),
        mapping("sigmoid", none(), Activation.Function.SIGMOID),
        mapping("tanh", none(), Activation.Function.TANH),
        mapping("exp", none(), Activation.Function.EXP),
        mapping("log", none(), Activation.Function.LOG),
        mapping("sqrt", none(), Activation.Function.SQRT),
        mapping("rsqrt", none(), Activation.Function.RSQRT),
        mapping("square", none(), Activation.Function.SQUARE),
        mapping("abs", none(), Activation.Function.ABS),
        mapping("reciprocal", none(), Activation.Function.RECIPROCAL),
        mapping("floor", none(), Activation.Function.FLOOR),
        mapping("ceil", none(), Activation.Function.CEIL),
        mapping("round", none(), Activation.Function.ROUND));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void an_activation_is_mapped(
      String type, Consumer<ModelSketch.Call> attributes, Activation expected) throws IOException {
    Node node = map(type, attributes);
    assertThat(node.op()).isEqualTo(new Activate(expected));
    assertThat(node.type()).isEqualTo(type);
    assertThat(node.name()).isEqualTo("out");
  }

  static Stream<Arguments> others() {
    var window = new Window(2, 2, Padding.NONE);
    return Stream.of(
        mapping("softmax", none(), new Softmax(-1)),
        mapping("softmax", number("axis", 1), new Softmax(1)),
        mapping("scale", none(), new Identity()),
        mapping("scale", with("scale", 2), new Scale(2, 0, true, false)),
        mapping(
            "scale",
            with("bias", 1).andThen(call -> call.attribute("bias_after_scale", false)),
            new Scale(1, 1, false, false)),
        mapping("dropout", with("dropout_prob", 0.25f), new Scale(0.75f, 0, true, false)),
        mapping(
            "dropout",
            with("dropout_prob", 0.25f)
                .andThen(c -> c.attribute("dropout_implementation", "upscale_in_train")),
            new Identity()),
        mapping("assign", none(), new Identity()),
        mapping("cast", number("out_dtype", 3), new Cast(DType.INT64)),
        mapping("reshape2", list("shape", 0, -1), new Reshape(List.of(0, -1))),
        mapping("transpose2", list("axis", 0, 2, 3, 1), new Transpose(List.of(0, 2, 3, 1))),
        mapping("pixel_shuffle", number("upscale_factor", 2), new PixelShuffle(2)),
        mapping("flatten2", none(), new FlattenTo2d(1)),
        mapping("flatten_contiguous_range", none(), new Flatten(1, 1)),
        mapping("flatten_contiguous_range", number("stop_axis", 3), new Flatten(1, 3)),
        mapping("squeeze2", none(), new Squeeze(List.of())),
        mapping("unsqueeze2", list("axes", 0, -1), new Unsqueeze(List.of(0, -1))),
        mapping("shape", none(), new ShapeOf()),
        mapping("reduce_mean", none(), new Reduce(ReduceKind.MEAN, List.of(0), false)),
        mapping(
            "reduce_sum",
            list("dim", 2, 3).andThen(flag("keep_dim")),
            new Reduce(ReduceKind.SUM, List.of(2, 3), true)),
        mapping("reduce_max", flag("reduce_all"), new Reduce(ReduceKind.MAX, List.of(), false)),
        mapping("reduce_min", list("dim", -1), new Reduce(ReduceKind.MIN, List.of(-1), false)),
        mapping(
            "arg_max",
            call -> call.attribute("axis", 1L),
            new ArgMax(1, false, false, DType.INT64)),
        mapping("arg_max", number("dtype", 2), new ArgMax(-1, false, false, DType.INT32)),
        mapping("layer_norm", none(), new LayerNorm(1, 1e-5f, false, false)),
        mapping(
            "pool2d",
            list("ksize", 3, 2).andThen(list("strides", 2, 2)),
            new Pool2d(PoolKind.MAX, 3, 2, window, false, false)),
        mapping(
            "pool2d",
            list("ksize", 2, 2)
                .andThen(list("strides", 2, 2))
                .andThen(text("pooling_type", "avg"))
                .andThen(flag("ceil_mode"))
                .andThen(call -> call.attribute("exclusive", false)),
            new Pool2d(PoolKind.AVERAGE, 2, 2, window, true, true)),
        mapping(
            "pool2d",
            list("ksize", 7, 7).andThen(list("paddings", 9, 9)).andThen(flag("global_pooling")),
            new AdaptivePool2d(PoolKind.MAX, 1, 1)),
        mapping(
            "pool2d",
            list("ksize", 3, 5).andThen(flag("adaptive")).andThen(text("pooling_type", "avg")),
            new AdaptivePool2d(PoolKind.AVERAGE, 3, 5)),
        mapping(
            "slice",
            list("axes", 1, 2)
                .andThen(list("starts", 0, -2))
                .andThen(call -> call.attribute("ends", new long[] {1, Long.MAX_VALUE}))
                .andThen(list("decrease_axis", 1)),
            new Slice(
                List.of(1, 2),
                List.of(0, -2),
                List.of(1, Integer.MAX_VALUE),
                List.of(1, 1),
                List.of(1),
                false,
                false)),
        mapping(
            "strided_slice",
            list("axes", 3)
                .andThen(list("starts", 7))
                .andThen(list("ends", -1))
                .andThen(list("strides", -1)),
            new Slice(
                List.of(3),
                List.of(7),
                List.of(Integer.MIN_VALUE),
                List.of(-1),
                List.of(),
                false,
                false)),
        mapping(
            "pad2d",
            list("paddings", 1, 2, 3, 4).andThen(text("mode", "reflect")),
            new Pad(Pad.Mode.REFLECT, List.of(0, 0, 0, 0, 1, 2, 3, 4), 0)),
        mapping(
            "pad2d",
            list("paddings", 1, 2, 3, 4)
                .andThen(text("mode", "edge"))
                .andThen(text("data_format", "NHWC")),
            new Pad(Pad.Mode.REPLICATE, List.of(0, 0, 1, 2, 3, 4, 0, 0), 0)),
        mapping(
            "pad3d",
            list("paddings", 1, 2, 3, 4, 5, 6)
                .andThen(text("data_format", "NCDHW"))
                .andThen(with("value", 0.5f)),
            new Pad(Pad.Mode.CONSTANT, List.of(0, 0, 0, 0, 5, 6, 3, 4, 1, 2), 0.5f)),
        mapping(
            "nearest_interp_v2",
            call -> call.attribute("scale", new float[] {2, 3}).attribute("align_corners", false),
            new Interpolate(Interpolate.Mode.NEAREST, 0, 0, 2, 3, true, false, 1, false)),
        mapping(
            "bilinear_interp",
            number("out_h", 4).andThen(number("out_w", 5)).andThen(number("align_mode", 0)),
            new Interpolate(Interpolate.Mode.BILINEAR, 4, 5, 0, 0, false, true, 0, false)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void an_operator_is_mapped(String type, Consumer<ModelSketch.Call> attributes, Op expected)
      throws IOException {
    Node node = map(type, attributes);
    assertThat(node.op()).isEqualTo(expected);
    assertThat(node.type()).isEqualTo(type);
  }

  @Test
  void pooling_globally_and_adaptively_is_refused() {
    assertThatThrownBy(() -> map("pool2d", flag("global_pooling").andThen(flag("adaptive"))))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (pool2d)")
        .hasMessageContaining("globally or adaptively");
  }

  @ParameterizedTest
  @CsvSource({"2, 5, FLOAT32", "2, 3, INT64", "3, 2, INT32", "0, 3, INT64", "0, 5, FLOAT32"})
  void integers_are_summed_in_the_type_that_is_asked_for(int from, int asked, DType expected)
      throws IOException {
    ModelSketch sketch = new ModelSketch().inputAt(0, "x", from, 2, 3);
    sketch.op("reduce_sum").in("X", "x").out("Out", "y").attribute("out_dtype", asked);
    assertThat(sketch.fetch("y").read().nodes())
        .extracting(Node::op)
        .containsExactly(new Cast(expected), new Reduce(ReduceKind.SUM, List.of(0), false));
  }

  private static Arguments mapping(
      String type, Consumer<ModelSketch.Call> attributes, Object expected) {
    return Arguments.of(type, attributes, expected);
  }

  /** What Paddle Lite writes on each of its operators. */
  private static Consumer<ModelSketch.Call> lite() {
    return text("__@kernel_type_attr@__", "relu6/def/4/1/1");
  }

  private static Consumer<ModelSketch.Call> none() {
    return _ -> {};
  }

  private static Consumer<ModelSketch.Call> with(String name, float value) {
    return call -> call.attribute(name, value);
  }

  private static Consumer<ModelSketch.Call> number(String name, int value) {
    return call -> call.attribute(name, value);
  }

  private static Consumer<ModelSketch.Call> text(String name, String value) {
    return call -> call.attribute(name, value);
  }

  private static Consumer<ModelSketch.Call> flag(String name) {
    return call -> call.attribute(name, true);
  }

  private static Consumer<ModelSketch.Call> list(String name, int... values) {
    return call -> call.attribute(name, values);
  }
}
