package dev.octet.engine.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SinkMovementTest {
  private static final Transpose LAST = new Transpose(List.of(0, 2, 3, 1));
  private static final Transpose FIRST = new Transpose(List.of(0, 3, 1, 2));
  private static final Op RELU = new Activate(Activation.RELU);
  private static final QuantParams PARAMS = QuantParams.perTensor(2);
  private static final SinkMovement PASS = new SinkMovement((_, _) -> Optional.empty());

  private final GraphBuilder builder = new GraphBuilder();
  private final Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 3, 1, -1));

  static List<Arguments> opposites() {
    return List.of(
        Arguments.of(LAST, FIRST),
        Arguments.of(new Squeeze(List.of(2)), new Unsqueeze(List.of(2))),
        Arguments.of(new Squeeze(List.of(-2)), new Unsqueeze(List.of(-2))));
  }

  @ParameterizedTest
  @MethodSource("opposites")
  void a_movement_and_its_opposite_vanish_around_elementwise_operators(Op there, Op back) {
    Value y =
        add(back, add(new Dequantize(PARAMS), add(new Quantize(PARAMS), add(RELU, add(there, x)))));

    Graph graph = PASS.apply(builder.build(add(new Softmax(1), y)));

    assertThat(ops(graph))
        .containsExactly(RELU, new Quantize(PARAMS), new Dequantize(PARAMS), new Softmax(1));
    assertThat(graph.nodes().getFirst().input(0)).isEqualTo(x);
  }

  static List<Arguments> others() {
    return List.of(
        Arguments.of(LAST, LAST),
        Arguments.of(new Squeeze(List.of(2)), new Unsqueeze(List.of(1))),
        Arguments.of(new Squeeze(List.of(3)), new Unsqueeze(List.of(3))),
        Arguments.of(new Squeeze(List.of()), new Unsqueeze(List.of(2))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void a_movement_that_is_not_surely_undone_stays(Op there, Op next) {
    Graph graph = PASS.apply(builder.build(add(next, add(RELU, add(there, x)))));

    assertThat(ops(graph)).containsExactlyInAnyOrder(there, RELU, next);
  }

  @Test
  void a_residual_sum_is_computed_before_the_movement_of_both() {
    Value a = add(LAST, add(RELU, x));
    Value b = add(LAST, x);

    Graph graph =
        PASS.apply(
            builder.build(add(FIRST, builder.add("s", new Binary(BinaryKind.ADD, -1), a, b))));

    assertThat(ops(graph)).containsExactly(RELU, new Binary(BinaryKind.ADD, -1), new Identity());
  }

  static List<Arguments> constants() {
    return List.of(
        Arguments.of("channels at the end", new int[] {3}, -1, new int[] {1, 1, 1, 3}),
        Arguments.of("channels by their axis", new int[] {3}, 3, new int[] {1, 1, 1, 3}),
        Arguments.of("of the same rank", new int[] {1, 1, 1, 3}, -1, new int[] {1, 1, 1, 3}),
        Arguments.of("one number", new int[] {1}, -1, new int[] {1, 1, 1, 1}),
        Arguments.of("a scalar", new int[] {}, -1, new int[] {1, 1, 1, 1}),
        Arguments.of("rows and channels", new int[] {5, 3}, 2, new int[] {1, 1, 5, 3}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("constants")
  void a_constant_is_moved_back_to_meet_the_value_before(
      String what, int[] shape, int axis, int[] aligned) {
    Value bias = builder.constant("b", Tensor.of(new float[Shape.of(shape).elements()], shape));
    Value sum = builder.add("s", new Binary(BinaryKind.ADD, axis), add(LAST, x), bias);

    Graph graph = PASS.apply(builder.build(add(FIRST, sum)));

    assertThat(ops(graph))
        .containsExactly(
            new Reshape(Arrays.stream(aligned).boxed().toList()),
            FIRST,
            new Binary(BinaryKind.ADD, -1),
            new Identity());
  }

  @Test
  void a_constant_gets_the_dimension_that_was_removed() {
    Value bias = builder.constant("b", Tensor.of(new float[3], 3, 1));
    Value sum =
        builder.add("s", new Binary(BinaryKind.MUL, -1), add(new Squeeze(List.of(2)), x), bias);

    Graph graph = PASS.apply(builder.build(add(new Unsqueeze(List.of(2)), sum)));

    assertThat(ops(graph))
        .containsExactly(
            new Reshape(List.of(1, 3, 1, 1)), new Binary(BinaryKind.MUL, -1), new Identity());
  }

  @Test
  void batch_norm_without_the_height_is_batch_norm_with_it() {
    Value[] inputs = new Value[5];
    inputs[0] = add(new Squeeze(List.of(2)), x);
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = builder.constant("c" + i, Tensor.of(new float[3], 3));
    }
    Value norm = builder.add("n", new BatchNorm(0), inputs);

    Graph graph = PASS.apply(builder.build(norm));

    assertThat(ops(graph)).containsExactly(new BatchNorm(0), new Squeeze(List.of(2)));
  }

  @Test
  void batch_norm_over_channels_that_were_moved_stays_behind_the_movement() {
    Value[] inputs = new Value[5];
    inputs[0] = add(LAST, x);
    for (int i = 1; i < inputs.length; i++) {
      inputs[i] = builder.constant("c" + i, Tensor.of(new float[1], 1));
    }

    Graph graph = PASS.apply(builder.build(builder.add("n", new BatchNorm(0), inputs)));

    assertThat(ops(graph)).containsExactly(LAST, new BatchNorm(0));
  }

  @Test
  void operands_that_are_moved_differently_stay_behind_their_movements() {
    Value a = add(LAST, x);
    Value b = add(new Transpose(List.of(0, 3, 2, 1)), x);
    Graph graph = builder.build(builder.add("s", new Binary(BinaryKind.ADD, -1), a, b));

    assertThat(PASS.apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void an_output_keeps_its_name_and_layout() {
    Value y = add(new Scale(2, 0, true, false), add(LAST, x));

    Graph graph = PASS.apply(builder.build(y));

    assertThat(graph.outputs()).containsExactly(y);
    assertThat(graph.producer(y).orElseThrow().op()).isEqualTo(LAST);
  }

  private Value add(Op op, Value input) {
    return builder.add("v", op, input);
  }

  private static List<Op> ops(Graph graph) {
    return graph.nodes().stream().map(Node::op).toList();
  }
}
