package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrix products of two quantized inputs, against a loop over all their products. */
class IntegerInputsProductTest {
  private static final QuantParams LEFT = QuantParams.perTensor(1.5f);
  private static final QuantParams RIGHT = QuantParams.perTensor(0.75f);
  private static final float ALPHA = 0.5f;
  private static final float MULTIPLIER =
      (float) (ALPHA * ((double) LEFT.threshold(0) / 127) * ((double) RIGHT.threshold(0) / 127));

  /**
   * @param y the index of the first element of the right-hand matrix of a product
   */
  private record Case(
      int[] left,
      int[] right,
      boolean transposeX,
      boolean transposeY,
      int matrices,
      int rows,
      int depth,
      int columns,
      IntBinaryOperator y) {
    MatMul op() {
      return new MatMul(transposeX, transposeY, ALPHA);
    }

    int sum(byte[] x, byte[] w, int matrix, int row, int column) {
      int sum = 0;
      int a = matrix * rows * depth;
      int b = y.applyAsInt(matrix, depth * columns);
      for (int k = 0; k < depth; k++) {
        int i = transposeX ? k * rows + row : row * depth + k;
        int j = transposeY ? column * depth + k : k * columns + column;
        sum += x[a + i] * w[b + j];
      }
      return sum;
    }

    @Override
    public String toString() {
      return "%s %s by %s".formatted(op(), Arrays.toString(left), Arrays.toString(right));
    }
  }

  static Stream<Case> cases() {
    IntBinaryOperator own = (matrix, size) -> matrix * size;
    IntBinaryOperator shared = (_, _) -> 0;
    IntBinaryOperator inner = (matrix, size) -> matrix % 3 * size;
    return Stream.of(
        new Case(new int[] {5, 7}, new int[] {7, 33}, false, false, 1, 5, 7, 33, own),
        new Case(new int[] {2, 3, 5, 16}, new int[] {2, 3, 9, 16}, false, true, 6, 5, 16, 9, own),
        new Case(new int[] {2, 3, 16, 5}, new int[] {2, 3, 16, 9}, true, false, 6, 5, 16, 9, own),
        new Case(new int[] {2, 3, 16, 5}, new int[] {2, 3, 9, 16}, true, true, 6, 5, 16, 9, own),
        new Case(new int[] {2, 3, 5, 7}, new int[] {7, 4}, false, false, 6, 5, 7, 4, shared),
        new Case(new int[] {2, 3, 5, 7}, new int[] {3, 7, 4}, false, false, 6, 5, 7, 4, inner),
        new Case(new int[] {140, 20}, new int[] {20, 33}, false, false, 1, 140, 20, 33, own),
        new Case(new int[] {2, 6, 1500}, new int[] {2, 3, 1500}, false, true, 2, 6, 1500, 3, own),
        new Case(new int[] {1500, 6}, new int[] {1500, 3}, true, false, 1, 6, 1500, 3, own),
        new Case(new int[] {7}, new int[] {7, 4}, false, false, 1, 1, 7, 4, own),
        new Case(new int[] {5, 7}, new int[] {7}, false, false, 1, 5, 7, 1, own));
  }

  private final Random random = new Random(13);
  private final GraphBuilder builder = new GraphBuilder();

  @ParameterizedTest
  @MethodSource("cases")
  void each_number_is_the_exact_sum_times_the_scales(Case each) {
    byte[] x = bytes(Shape.of(each.left()).elements());
    byte[] w = bytes(Shape.of(each.right()).elements());
    Value product =
        builder.add("y", each.op(), input("a", LEFT, each.left()), input("b", RIGHT, each.right()));

    Tensor actual =
        run(strict(product), real(x, LEFT, each.left()), real(w, RIGHT, each.right()), 1);

    assertThat(actual.toFloats()).containsExactly(expected(each, x, w));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void what_follows_the_sum_is_rounded_step_by_step_into_int8(Case each) {
    byte[] x = bytes(Shape.of(each.left()).elements());
    byte[] w = bytes(Shape.of(each.right()).elements());
    Value product =
        builder.add("y", each.op(), input("a", LEFT, each.left()), input("b", RIGHT, each.right()));
    Value relu = builder.add("relu", new Activate(Activation.RELU), product);
    CompiledModel model = strict(builder.add("q", new Quantize(LEFT), relu));

    Tensor actual = run(model, real(x, LEFT, each.left()), real(w, RIGHT, each.right()), 1);

    float[] real = expected(each, x, w);
    byte[] rounded = new byte[real.length];
    for (int i = 0; i < real.length; i++) {
      rounded[i] =
          (byte) Math.clamp(Math.rint(Math.max(0, real[i]) * LEFT.inverseScale(0)), -127, 127);
    }
    assertThat(actual.toBytes()).containsExactly(rounded);
    assertThat(model.report().operators())
        .filteredOn(row -> row.multiplyAdds() > 0)
        .allMatch(row -> row.int8())
        .hasSize(1);
  }

  @Test
  void constant_matrices_of_a_batch_are_multiplied_as_inputs_are() {
    int[] left = {2, 3, 4};
    int[] right = {2, 4, 5};
    byte[] x = bytes(24);
    byte[] w = bytes(40);
    Value integers = builder.constant("w", Tensor.of(w, right));
    Value weights = builder.add("w.real", new Dequantize(RIGHT), integers);
    Value product =
        builder.add("y", new MatMul(false, false, ALPHA), input("a", LEFT, left), weights);

    Tensor actual = run(strict(product), Map.of("a", real(x, LEFT, left)), 1);

    Case each = new Case(left, right, false, false, 2, 3, 4, 5, (matrix, size) -> matrix * size);
    assertThat(actual.toFloats()).containsExactly(expected(each, x, w));
  }

  @Test
  void a_sum_of_the_same_shape_is_added_before_the_result_is_rounded() {
    int[] shape = {3, 3};
    byte[] x = bytes(9);
    byte[] w = bytes(9);
    Value a = input("a", LEFT, shape);
    Value b = input("b", RIGHT, shape);
    Value product = builder.add("y", new MatMul(false, false, ALPHA), a, b);
    Value c = builder.input("c", DType.FLOAT32, Shape.of(shape));
    Value sum = builder.add("s", new Binary(BinaryKind.ADD, -1), product, c);
    float[] added = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    Tensor actual =
        run(
            strict(sum),
            Map.of(
                "a",
                real(x, LEFT, shape),
                "b",
                real(w, RIGHT, shape),
                "c",
                Tensor.of(added, shape)),
            1);

    float[] expected =
        expected(new Case(shape, shape, false, false, 1, 3, 3, 3, (_, _) -> 0), x, w);
    for (int i = 0; i < expected.length; i++) {
      expected[i] += added[i];
    }
    assertThat(actual.toFloats()).containsExactly(expected);
  }

  @Test
  void heads_of_attention_are_laid_out_as_integers() {
    int[] shape = {1, 4, 2, 8};
    Transpose heads = new Transpose(List.of(0, 2, 1, 3));
    Value q = builder.add("q", heads, input("a", LEFT, shape));
    Value k = builder.add("k", heads, input("b", RIGHT, shape));

    CompiledModel model = strict(builder.add("y", new MatMul(false, true, ALPHA), q, k));

    assertThat(model.report().operators())
        .filteredOn(row -> List.of("q", "k", "y").contains(row.name()))
        .hasSize(3)
        .allMatch(row -> row.int8());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void threads_give_the_same_numbers_and_long_sums_do_not_overflow(int rows) {
    int depth = 140_000;
    int[] left = {2, rows, depth};
    int[] right = {2, depth, 1};
    byte[] x = new byte[2 * rows * depth];
    byte[] w = new byte[2 * depth];
    Arrays.fill(x, (byte) 127);
    Arrays.fill(w, (byte) 127);
    Value product =
        builder.add(
            "y", new MatMul(false, false, ALPHA), input("a", LEFT, left), input("b", RIGHT, right));

    Tensor actual = run(strict(product), real(x, LEFT, left), real(w, RIGHT, right), 3);

    float[] expected = new float[2 * rows];
    Arrays.fill(expected, (float) (127L * 127 * depth) * MULTIPLIER);
    assertThat(actual.toFloats()).containsExactly(expected);
  }

  private static float[] expected(Case each, byte[] x, byte[] w) {
    float[] numbers = new float[each.matrices() * each.rows() * each.columns()];
    for (int i = 0; i < numbers.length; i++) {
      int row = i / each.columns() % each.rows();
      int matrix = i / each.columns() / each.rows();
      numbers[i] = each.sum(x, w, matrix, row, i % each.columns()) * MULTIPLIER;
    }
    return numbers;
  }

  private Value input(String name, QuantParams params, int[] shape) {
    Value value = builder.input(name, DType.FLOAT32, Shape.of(shape));
    Value integers = builder.add(name + ".q", new Quantize(params), value);
    return builder.add(name + ".dq", new Dequantize(params), integers);
  }

  private CompiledModel strict(Value output) {
    return Octet.compile(builder.build(output), CompileOptions.DEFAULT.withStrict(true));
  }

  private static Tensor run(CompiledModel model, Tensor a, Tensor b, int threads) {
    return run(model, Map.of("a", a, "b", b), threads);
  }

  private static Tensor run(CompiledModel model, Map<String, Tensor> inputs, int threads) {
    try (Session session = model.newSession(threads)) {
      return session.run(inputs).values().iterator().next().copy();
    }
  }

  private static Tensor real(byte[] integers, QuantParams params, int[] shape) {
    float[] real = new float[integers.length];
    for (int i = 0; i < real.length; i++) {
      real[i] = integers[i] * params.threshold(0) / 127;
    }
    return Tensor.of(real, shape);
  }

  private byte[] bytes(int n) {
    byte[] values = new byte[n];
    for (int i = 0; i < n; i++) {
      values[i] = (byte) (random.nextInt(255) - 127);
    }
    return values;
  }
}
