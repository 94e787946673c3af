package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on two tensors, against each element written out. */
class BinaryOperatorsTest {

  /** Two shapes, an axis, and for each operand its shape in the rank of the result. */
  static Stream<Arguments> broadcasts() {
    return Stream.of(
        broadcast("2,3,4,5", "2,3,4,5", -1, "2,3,4,5", "2,3,4,5"),
        broadcast("2,3,4,5", "3", 1, "2,3,4,5", "1,3,1,1"),
        broadcast("2,3,4,5", "5", -1, "2,3,4,5", "1,1,1,5"),
        broadcast("2,3,4,5", "4,5", -1, "2,3,4,5", "1,1,4,5"),
        broadcast("2,3,4,5", "3,4", 1, "2,3,4,5", "1,3,4,1"),
        broadcast("2,3,4,5", "2", 0, "2,3,4,5", "2,1,1,1"),
        broadcast("2,3,4,5", "2,3", 0, "2,3,4,5", "2,3,1,1"),
        broadcast("2,3,4,5", "3,1,1", -1, "2,3,4,5", "1,3,1,1"),
        broadcast("2,3,4,5", "3,1,5", -1, "2,3,4,5", "1,3,1,5"),
        broadcast("2,3,4,5", "2,3,1,1", -1, "2,3,4,5", "2,3,1,1"),
        broadcast("2,3,4,5", "2,1,4,5", -1, "2,3,4,5", "2,1,4,5"),
        broadcast("2,3,4,5", "", -1, "2,3,4,5", "1,1,1,1"),
        broadcast("2,3,4,5", "1", 0, "2,3,4,5", "1,1,1,1"),
        broadcast("3", "2,3,4,5", 1, "1,3,1,1", "2,3,4,5"),
        broadcast("4,1", "2,3,4,5", -1, "1,1,4,1", "2,3,4,5"),
        broadcast("2,1,4,1", "1,3,1,5", -1, "2,1,4,1", "1,3,1,5"),
        broadcast("2,3", "3,1", 1, "2,3", "1,3"),
        broadcast("3,40", "40", 1, "3,40", "1,40"),
        broadcast("3,1,7", "2,1", -1, "3,1,7", "1,2,1"),
        broadcast("0,3", "3", -1, "0,3", "1,3"),
        broadcast("2,1,3,1,2", "4,1,2,1", -1, "2,1,3,1,2", "1,4,1,2,1"));
  }

  private static Arguments broadcast(
      String left, String right, int axis, String alignedLeft, String alignedRight) {
    return Arguments.of(shape(left), shape(right), axis, shape(alignedLeft), shape(alignedRight));
  }

  private static Shape shape(String dims) {
    return Shape.of(
        dims.isEmpty()
            ? new int[0]
            : Stream.of(dims.split(",")).mapToInt(Integer::parseInt).toArray());
  }

  @ParameterizedTest
  @MethodSource("broadcasts")
  void operands_repeat_along_dimensions_of_one(
      Shape left, Shape right, int axis, Shape alignedLeft, Shape alignedRight) {
    Tensor a = floats(1, left.toArray());
    Tensor b = floats(2, right.toArray());
    int[] dims = new int[alignedLeft.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = alignedLeft.dim(i) == 1 ? alignedRight.dim(i) : alignedLeft.dim(i);
    }
    Tensor expected =
        tensor(
            DType.FLOAT32,
            Shape.of(dims),
            out -> pick(a, alignedLeft, out) - pick(b, alignedRight, out));
    for (Layout layout : Layout.values()) {
      Tensor y = OperatorRun.of(new Binary(BinaryKind.SUB, axis), layout).input(a).input(b).run();
      assertThat(y.shape()).isEqualTo(expected.shape());
      assertThat(y.toFloats()).as("%s", layout).containsExactly(expected.toFloats());
    }
  }

  private static float pick(Tensor tensor, Shape aligned, int[] out) {
    int[] in = new int[out.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = aligned.dim(i) == 1 ? 0 : out[i];
    }
    return (float) tensor.element(Samples.flat(aligned, in));
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, 7, -2, 5", "SUB, 7, -2, 9", "MUL, 7, -2, -14", "DIV, 7, -2, -3", "MAX, 7, -2, 7",
    "MIN, 7, -2, -2", "POW, -3, 3, -27", "MOD, 7, -2, -1", "MOD, -7, 2, 1", "FLOOR_DIV, 7, -2, -4",
  })
  void integers_are_combined_exactly(BinaryKind kind, int a, int b, int expected) {
    Tensor ints =
        OperatorRun.of(new Binary(kind, -1))
            .input(Tensor.of(new int[] {a, a}, 2))
            .input(Tensor.of(new int[] {b}, 1))
            .run();
    assertThat(ints.toInts()).containsExactly(expected, expected);
    Tensor longs =
        OperatorRun.of(new Binary(kind, -1))
            .input(Tensor.of(new long[] {a}, 1))
            .input(Tensor.of(new long[] {b, b}, 2))
            .run();
    assertThat(longs.toLongs()).containsExactly(expected, expected);
  }

  @Test
  void a_long_keeps_all_its_digits() {
    long large = (1L << 62) + 1;
    Tensor y =
        OperatorRun.of(new Binary(BinaryKind.ADD, -1))
            .input(Tensor.of(new long[] {large}, 1))
            .input(Tensor.of(new long[] {1}, 1))
            .run();
    assertThat(y.toLongs()).containsExactly(large + 1);
  }

  @Test
  void an_integer_divided_by_zero_names_the_node() {
    OperatorRun run =
        OperatorRun.of(new Binary(BinaryKind.DIV, -1))
            .input(Tensor.of(new int[] {1}, 1))
            .input(Tensor.of(new int[] {0}, 1));
    assertThatThrownBy(run::run)
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("'the-node' (the_type)")
        .hasMessageContaining("divided by 0");
  }

  @Test
  void the_activation_is_applied_to_the_result() {
    Tensor a = floats(1, 2, 3, 4, 5);
    Tensor b = floats(2, 3);
    Tensor y =
        OperatorRun.of(new Binary(BinaryKind.ADD, 1, Activation.RELU), Layout.CHANNELS_LAST)
            .input(a)
            .constant(b)
            .run();
    Tensor expected =
        tensor(DType.FLOAT32, a.shape(), i -> Math.max(0, (float) at(a, i) + (float) at(b, i[1])));
    assertThat(elements(y)).containsExactly(elements(expected));
  }
}
