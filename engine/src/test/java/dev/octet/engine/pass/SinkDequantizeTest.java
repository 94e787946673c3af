package dev.octet.engine.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SinkDequantizeTest {
  private static final QuantParams PARAMS = QuantParams.perTensor(2);
  private static final Conv2d CONV = new Conv2d(new Window(1, 1, Padding.NONE), 1);

  private final GraphBuilder builder = new GraphBuilder();
  private final Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 4, 2));

  static List<Arguments> movements() {
    return List.of(
        Arguments.of("another layout", new Op[] {new Transpose(List.of(0, 3, 1, 2))}),
        Arguments.of("reflected edges", new Op[] {pad(Pad.Mode.REFLECT, 0)}),
        Arguments.of("zeros around it", new Op[] {pad(Pad.Mode.CONSTANT, 0)}),
        Arguments.of(
            "several movements",
            new Op[] {
              new Reshape(List.of(0, 4, 8)),
              new Unsqueeze(List.of(2)),
              new Squeeze(List.of(2)),
              new Reshape(List.of(0, 2, 4, 4))
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("movements")
  void a_linear_operator_reads_integers_that_were_moved(String what, Op[] movements) {
    Value moved = movedBy(movements, dequantized(x));

    Graph graph = new SinkDequantize().apply(builder.build(convolution(moved)));

    Node conv = graph.nodes().getLast();
    assertThat(graph.producer(conv.input(0)).orElseThrow().op()).isEqualTo(new Dequantize(PARAMS));
    assertThat(graph.nodes().stream().map(Node::op).limit(1 + movements.length))
        .startsWith(new Quantize(PARAMS))
        .endsWith(movements);
  }

  @Test
  void numbers_other_than_zero_are_not_put_among_integers() {
    Graph graph = builder.build(convolution(movedBy(pad(Pad.Mode.CONSTANT, 1), dequantized(x))));

    assertThat(new SinkDequantize().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void what_no_linear_operator_reads_is_moved_as_numbers() {
    Value moved = movedBy(new Transpose(List.of(0, 3, 1, 2)), dequantized(x));
    Graph graph = builder.build(builder.add("y", new Softmax(-1), moved));

    assertThat(new SinkDequantize().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void other_readers_of_a_moved_value_and_of_the_value_before_get_the_same_numbers() {
    Value real = dequantized(x);
    Value moved = movedBy(new Transpose(List.of(0, 3, 1, 2)), real);

    Graph graph = new SinkDequantize().apply(builder.build(convolution(moved), real, moved));

    assertThat(graph.producer(real).orElseThrow().op()).isEqualTo(new Dequantize(PARAMS));
    assertThat(graph.producer(moved).orElseThrow().op()).isEqualTo(new Dequantize(PARAMS));
  }

  static List<Arguments> weights() {
    return List.of(
        Arguments.of("a height in front", new Unsqueeze(List.of(0)), 0, 1),
        Arguments.of("a height from the end", new Unsqueeze(List.of(-2)), 0, 0),
        Arguments.of("a height before the axis from the end", new Unsqueeze(List.of(-2)), 2, 3),
        Arguments.of("two dimensions", new Unsqueeze(List.of(0, 1)), 1, 3),
        Arguments.of("another order", new Transpose(List.of(1, 2, 0)), 0, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("weights")
  void thresholds_along_an_axis_follow_it(String what, Op movement, int axis, int moved) {
    QuantParams params = QuantParams.perAxis(axis, 1, 2);
    Value integers = builder.constant("w", Tensor.of(new byte[8], 2, 2, 2));
    Value real = builder.add("w.real", new Dequantize(params), integers);
    Value weights = movedBy(movement, real);

    Graph graph =
        new SinkDequantize()
            .apply(builder.build(builder.add("y", new MatMul(false, false, 1), x, weights)));

    assertThat(graph.producer(weights).orElseThrow().op())
        .isEqualTo(new Dequantize(params.withAxis(moved)));
  }

  @Test
  void thresholds_along_an_axis_that_is_torn_apart_stay_before_it() {
    Value integers = builder.constant("w", Tensor.of(new byte[8], 2, 4));
    Value real = builder.add("w.real", new Dequantize(QuantParams.perAxis(0, 1, 2)), integers);
    Value weights = movedBy(new Reshape(List.of(4, 2)), real);
    Graph graph = builder.build(builder.add("y", new MatMul(false, false, 1), x, weights));

    assertThat(new SinkDequantize().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  private static Pad pad(Pad.Mode mode, float value) {
    return new Pad(mode, List.of(0, 0, 0, 0, 1, 1, 1, 1), value);
  }

  private Value movedBy(Op movement, Value value) {
    return movedBy(new Op[] {movement}, value);
  }

  private Value movedBy(Op[] movements, Value value) {
    Value moved = value;
    for (Op movement : movements) {
      moved = builder.add(moved.name() + ".moved", movement, moved);
    }
    return moved;
  }

  private Value dequantized(Value value) {
    return builder.add(
        "x.dq", new Dequantize(PARAMS), builder.add("x.q", new Quantize(PARAMS), value));
  }

  private Value convolution(Value input) {
    return builder.add(
        "y", CONV, input, builder.constant("w", Tensor.of(new float[4], 2, 2, 1, 1)));
  }
}
