package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSelectionTest {
  private final GraphBuilder builder = new GraphBuilder();

  private static List<String> names(NodeSelection selection) {
    return selection.nodes().stream().map(linear -> linear.node().name()).toList();
  }

  private static NodeSelection select(Graph graph, String... skip) {
    return NodeSelection.of(graph, OperatorTypes.ALL, List.of(skip));
  }

  /** The only note of a graph of which the node {@code kept} is quantized. */
  private static String note(Graph graph) {
    NodeSelection selection = select(graph);
    assertThat(names(selection)).containsExactly("kept");
    assertThat(selection.notes()).hasSize(1);
    return selection.notes().getFirst();
  }

  private Value matrix(String name, int... dims) {
    return builder.constant(name, Graphs.normal(1, dims));
  }

  private Value input(String name) {
    return builder.input(name, DType.FLOAT32, Shape.of(-1, 2));
  }

  private Value mul(String name, Value x, Value w) {
    return Graphs.add(builder, "mul", name, new FullyConnected(1, 1), x, w);
  }

  private Value kept(Value x) {
    return mul("kept", x, matrix("kept.w", 2, 2));
  }

  @Test
  void products_and_convolutions_with_constant_weights_are_chosen() {
    NodeSelection selection = select(Graphs.network());

    assertThat(names(selection)).containsExactly("conv.out", "fc.out");
    assertThat(selection.notes()).isEmpty();
  }

  @Test
  void other_types_are_not_looked_at() {
    NodeSelection selection = NodeSelection.of(Graphs.network(), List.of("mul"), List.of());

    assertThat(names(selection)).containsExactly("fc.out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv.out", "image", "conv.w"})
  void a_node_is_skipped_by_its_name_or_that_of_what_it_reads_or_gives(String name) {
    NodeSelection selection = select(Graphs.network(), name);

    assertThat(names(selection)).containsExactly("fc.out");
    assertThat(selection.notes())
        .containsExactly("node 'conv.out' (conv2d) stays in float: it is to be skipped");
  }

  @Test
  void a_name_to_skip_that_matches_nothing_is_an_error() {
    assertThatThrownBy(() -> select(Graphs.network(), "conv.out", "conv9"))
        .isInstanceOf(QuantizationException.class)
        .hasMessageStartingWith("nothing to skip by the name 'conv9'");
  }

  @Test
  void weights_behind_another_node_stay_float() {
    Value x = input("x");
    Value same = Graphs.add(builder, "assign", "same", new Identity(), matrix("w", 2, 2));

    assertThat(note(builder.build(kept(x), mul("y", x, same))))
        .isEqualTo("node 'y' (mul) stays in float: its weights 'same' are not a constant");
  }

  @Test
  void a_product_of_two_activations_stays_float() {
    Value x = input("x");
    Value kept = kept(x);
    Value y = Graphs.add(builder, "matmul_v2", "y", new MatMul(false, true, 1), x, kept);

    assertThat(note(builder.build(y)))
        .isEqualTo("node 'y' (matmul_v2) stays in float: its weights 'kept' are not a constant");
  }

  @Test
  void a_constant_first_operand_stays_float() {
    Value x = input("x");
    Value c = matrix("c", 3, 2);

    assertThat(note(builder.build(kept(x), mul("y", c, matrix("w", 2, 2)))))
        .isEqualTo("node 'y' (mul) stays in float: its first input 'c' is a constant");
  }

  @Test
  void weights_of_another_type_stay_as_they_are() {
    Value w = builder.constant("w", Tensor.of(new double[4], 2, 2));
    Value x = input("x");

    assertThat(note(builder.build(kept(x), mul("y", x, w))))
        .isEqualTo("node 'y' (mul) stays in float: its weights 'w' are float64[2,2]");
  }

  @Test
  void a_stack_of_matrices_stays_float() {
    Value x = input("x");
    Value w = matrix("w", 3, 2, 2);
    Value y = Graphs.add(builder, "matmul_v2", "y", new MatMul(false, false, 1), x, w);

    assertThat(note(builder.build(kept(x), y)))
        .isEqualTo("node 'y' (matmul_v2) stays in float: its weights 'w' are float32[3,2,2]");
  }

  @Test
  void an_integer_input_is_no_activation() {
    Value ids = builder.input("ids", DType.INT32, Shape.of(-1, 2));

    assertThat(note(builder.build(kept(input("x")), mul("y", ids, matrix("w", 2, 2)))))
        .isEqualTo("node 'y' (mul) stays in float: its input 'ids' is int32");
  }

  @Test
  void a_node_with_a_word_of_another_source_goes_by_its_operator() {
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 8, 8));
    Value a =
        Graphs.add(builder, "Conv", "a", new Conv2d(Graphs.UNIT, 1), x, matrix("v", 4, 4, 1, 1));
    Value b =
        Graphs.add(builder, "Conv", "b", new Conv2d(Graphs.UNIT, 4), a, matrix("w", 4, 1, 1, 1));
    Graph graph = builder.build(b);

    assertThat(names(NodeSelection.of(graph, List.of("conv2d"), List.of()))).containsExactly("a");
    assertThat(names(NodeSelection.of(graph, List.of("depthwise_conv2d"), List.of())))
        .containsExactly("b");
  }

  @Test
  void a_graph_without_a_quantizable_operator_says_what_was_looked_for_and_what_is_there() {
    Value x = input("x");
    Graph graph = builder.build(Graphs.add(builder, "assign", "y", new Identity(), x));

    assertThatThrownBy(() -> NodeSelection.of(graph, List.of("conv2d", "mul"), List.of()))
        .isInstanceOf(QuantizationException.class)
        .hasMessage(
            "no operator to quantize: looked for conv2d, mul, and the graph holds {assign=1}");
  }

  @Test
  void a_graph_whose_quantizable_operators_all_stay_float_says_why() {
    assertThatThrownBy(() -> select(Graphs.network(), "conv.out", "fc.out"))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("node 'conv.out' (conv2d) stays in float: it is to be skipped")
        .hasMessageContaining("node 'fc.out' (mul)");
  }

  @Test
  void a_quantized_graph_is_not_quantized_again() {
    Value x = input("x");
    var params = QuantParams.perTensor(1);
    Value integer = Graphs.add(builder, "quantize_linear", "xq", new Quantize(params), x);
    Value real = Graphs.add(builder, "dequantize_linear", "xd", new Dequantize(params), integer);
    Graph graph = builder.build(kept(real));

    assertThatThrownBy(() -> select(graph))
        .isInstanceOf(QuantizationException.class)
        .hasMessage(
            "the graph is quantized already: it holds node 'xq' (quantize_linear);"
                + " quantize the float model");
  }
}
