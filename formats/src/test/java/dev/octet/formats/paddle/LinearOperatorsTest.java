package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions, matrix products, normalisation and elementwise operators. */
class LinearOperatorsTest {
  private static final Window PLAIN = new Window(1, 1, Padding.NONE);

  private static ModelSketch image() {
    return new ModelSketch().input("x", -1, 3, 8, 8).ones("w", 4, 3, 3, 3);
  }

  private static ModelSketch.Call convolution(ModelSketch sketch) {
    return sketch.op("conv2d").in("Input", "x").in("Filter", "w").out("Output", "y");
  }

  private static Node only(ModelSketch sketch) throws IOException {
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes()).hasSize(1);
    return graph.nodes().getFirst();
  }

  @Test
  void a_convolution_without_attributes_has_the_defaults_of_paddle() throws IOException {
    ModelSketch sketch = image();
    convolution(sketch).in("Bias").in("ResidualData");
    assertThat(only(sketch).op()).isEqualTo(new Conv2d(PLAIN, 1));
  }

  @Test
  void four_paddings_are_top_bottom_left_right() throws IOException {
    ModelSketch sketch = image();
    convolution(sketch)
        .attribute("strides", new int[] {2, 1})
        .attribute("dilations", new int[] {1, 2})
        .attribute("paddings", new int[] {1, 2, 3, 4});
    assertThat(only(sketch).op())
        .isEqualTo(new Conv2d(new Window(2, 1, 1, 2, new Padding.Explicit(1, 2, 3, 4)), 1));
  }

  @Test
  void padding_algorithms_beat_paddings() throws IOException {
    ModelSketch same = image();
    convolution(same)
        .attribute("paddings", new int[] {1, 1})
        .attribute("padding_algorithm", "SAME");
    assertThat(only(same).op()).isEqualTo(new Conv2d(new Window(1, 1, new Padding.Same()), 1));
    ModelSketch valid = image();
    convolution(valid)
        .attribute("paddings", new int[] {1, 1})
        .attribute("padding_algorithm", "VALID");
    assertThat(only(valid).op()).isEqualTo(new Conv2d(PLAIN, 1));
  }

  @Test
  void bias_residual_and_activation_inside_of_a_convolution_become_its_epilogue()
      throws IOException {
    ModelSketch sketch = image().ones("b", 4).input("r", -1, 4, 6, 6);
    convolution(sketch)
        .in("Bias", "b")
        .in("ResidualData", "r")
        .attribute("fuse_activation", "leaky_relu")
        .attribute("fuse_alpha", 0.25f);
    Node node = only(sketch);
    assertThat(node.op())
        .isEqualTo(new Conv2d(PLAIN, 1, new Epilogue(true, true, new Activation.LeakyRelu(0.25f))));
    assertThat(node.inputs()).extracting(Value::name).containsExactly("x", "w", "b", "r");
  }

  @Test
  void an_integer_counts_as_a_boolean() throws IOException {
    ModelSketch sketch = image();
    convolution(sketch).attribute("fuse_relu", 1);
    assertThat(only(sketch).op())
        .isEqualTo(new Conv2d(PLAIN, 1, Epilogue.NONE.with(Activation.RELU)));
  }

  @ParameterizedTest
  @CsvSource({"NCHW", "AnyLayout"})
  void these_layouts_need_no_transposition(String layout) throws IOException {
    ModelSketch sketch = image();
    convolution(sketch).attribute("data_format", layout);
    assertThat(only(sketch).op()).isEqualTo(new Conv2d(PLAIN, 1));
  }

  @Test
  void a_convolution_with_channels_last_stands_between_transpositions() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 8, 8, 3).ones("w", 4, 3, 3, 3);
    convolution(sketch).attribute("data_format", "NHWC");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly(
            new Transpose(List.of(0, 3, 1, 2)),
            new Conv2d(PLAIN, 1),
            new Transpose(List.of(0, 2, 3, 1)));
    assertThat(graph.nodes().get(1).type()).isEqualTo("conv2d");
    assertThat(graph.outputs()).containsExactly(new Value("y"));
  }

  @Test
  void a_transposed_convolution_has_its_output_size_or_padding() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, 8, 8).ones("w", 3, 2, 3, 3);
    sketch
        .op("conv2d_transpose")
        .in("Input", "x")
        .in("Filter", "w")
        .out("Output", "y")
        .attribute("strides", new int[] {2, 2})
        .attribute("output_padding", new int[] {1, 0})
        .attribute("groups", 1);
    assertThat(only(sketch).op())
        .isEqualTo(
            new ConvTranspose2d(new Window(2, 2, Padding.NONE), 1, 1, 0, 0, 0, Epilogue.NONE));
    ModelSketch sized = new ModelSketch().input("x", -1, 3, 8, 8).ones("w", 3, 2, 3, 3);
    sized
        .op("depthwise_conv2d_transpose")
        .in("Input", "x")
        .in("Filter", "w")
        .out("Output", "y")
        .attribute("strides", new int[] {2, 2})
        .attribute("output_padding", new int[] {1, 0})
        .attribute("output_size", new int[] {18, 17});
    assertThat(only(sized).op())
        .isEqualTo(
            new ConvTranspose2d(new Window(2, 2, Padding.NONE), 1, 0, 0, 18, 17, Epilogue.NONE));
  }

  @Test
  void matrix_products_are_mapped() throws IOException {
    ModelSketch mul = new ModelSketch().input("x", -1, 3, 4).ones("w", 12, 5);
    mul.op("mul").in("X", "x").in("Y", "w").out("Out", "y");
    assertThat(only(mul).op()).isEqualTo(new FullyConnected(1, 1));

    ModelSketch matmul = new ModelSketch().input("x", -1, 4).ones("w", 5, 4);
    matmul
        .op("matmul")
        .in("X", "x")
        .in("Y", "w")
        .out("Out", "y")
        .attribute("transpose_Y", true)
        .attribute("alpha", 0.5f);
    assertThat(only(matmul).op()).isEqualTo(new MatMul(false, true, 0.5f));

    ModelSketch second = new ModelSketch().input("x", -1, 4).ones("w", 5, 4);
    second.op("matmul_v2").in("X", "x").in("Y", "w").out("Out", "y").attribute("trans_y", true);
    assertThat(only(second).op()).isEqualTo(new MatMul(false, true, 1));
  }

  @Test
  void a_transposed_vector_is_itself_to_the_second_version_and_refused_by_the_first()
      throws IOException {
    ModelSketch second = new ModelSketch().input("x", 4).ones("w", 4, 5);
    second.op("matmul_v2").in("X", "x").in("Y", "w").out("Out", "y").attribute("trans_x", true);
    assertThat(only(second).op()).isEqualTo(new MatMul(true, false, 1));

    ModelSketch first = new ModelSketch().input("x", 4).ones("w", 4, 5);
    first.op("matmul").in("X", "x").in("Y", "w").out("Out", "y").attribute("transpose_X", true);
    assertThatThrownBy(() -> only(first))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (matmul)")
        .hasMessageContaining("'transpose_X' is set, but 'x' is a vector");
  }

  @Test
  void a_fused_matrix_product_keeps_bias_and_activation() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, 4).ones("w", 4, 5).ones("b", 5);
    sketch
        .op("fc")
        .in("Input", "x")
        .in("W", "w")
        .in("Bias", "b")
        .out("Out", "y")
        .attribute("in_num_col_dims", 2)
        .attribute("activation_type", "relu");
    assertThat(only(sketch).op())
        .isEqualTo(new FullyConnected(2, 1, new Epilogue(true, false, Activation.RELU)));
  }

  @Test
  void padded_weights_lose_their_four_rows_and_columns() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 1).parameter("w", ramp(30), 5, 6);
    sketch
        .op("fc")
        .in("Input", "x")
        .in("W", "w")
        .out("Out", "y")
        .attribute("padding_weights", true);
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.constants().values()).hasSize(1);
    var weights = graph.constants().values().iterator().next();
    assertThat(weights.shape()).isEqualTo(Shape.of(1, 2));
    assertThat(weights.toFloats()).containsExactly(0, 1);
  }

  @Test
  void reshapes_inside_of_a_matrix_product_are_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4).ones("w", 5, 4);
    sketch
        .op("matmul")
        .in("X", "x")
        .in("Y", "w")
        .out("Out", "y")
        .attribute("fused_reshape_Out", new int[] {0, 5});
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (matmul)")
        .hasMessageContaining("fused_reshape_Out");
  }

  @Test
  void integer_weights_without_scale_are_refused() {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 4)
            .parameter("w", new long[] {4, 1}, TensorBytes.of(new byte[4], 4, 1));
    sketch.op("mul").in("X", "x").in("Y", "w").out("Out", "y");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("weights 'w' are int8");
  }

  @Test
  void batch_normalisation_ignores_the_outputs_of_training() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 3, 8, 8)
            .ones("s", 3)
            .ones("b", 3)
            .ones("m", 3)
            .ones("v", 3);
    sketch
        .op("batch_norm")
        .in("X", "x")
        .in("Scale", "s")
        .in("Bias", "b")
        .in("Mean", "m")
        .in("Variance", "v")
        .out("MeanOut", "m")
        .out("SavedMean", "t")
        .out("Y", "y");
    Node node = only(sketch);
    assertThat(node.op()).isEqualTo(new BatchNorm(1e-5f));
    assertThat(node.inputs()).extracting(Value::name).containsExactly("x", "s", "b", "m", "v");
    assertThat(node.outputs()).containsExactly(new Value("y"));
  }

  @ParameterizedTest
  @CsvSource({
    "add,ADD",
    "sub,SUB",
    "mul,MUL",
    "div,DIV",
    "max,MAX",
    "min,MIN",
    "pow,POW",
    "mod,MOD",
    "floordiv,FLOOR_DIV"
  })
  void elementwise_operators_keep_their_axis(String name, BinaryKind kind) throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, 8, 8).ones("b", 3);
    sketch.op("elementwise_" + name).in("X", "x").in("Y", "b").out("Out", "y").attribute("axis", 1);
    assertThat(only(sketch).op()).isEqualTo(new Binary(kind, 1));
  }

  @Test
  void an_axis_means_nothing_between_tensors_of_one_rank() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4).ones("b", 1, 4);
    sketch.op("elementwise_add").in("X", "x").in("Y", "b").out("Out", "y").attribute("axis", 1);
    assertThat(only(sketch).op()).isEqualTo(new Binary(BinaryKind.ADD, -1));
  }

  @Test
  void dimensions_of_one_beyond_the_rank_are_dropped() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, 8).ones("b", 3, 1, 1, 1);
    sketch.op("elementwise_add").in("X", "x").in("Y", "b").out("Out", "y").attribute("axis", 1);
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.constants().values().iterator().next().shape()).isEqualTo(Shape.of(3, 1));
  }

  private static float[] ramp(int count) {
    float[] ramp = new float[count];
    for (int i = 0; i < count; i++) {
      ramp[i] = i;
    }
    return ramp;
  }
}
