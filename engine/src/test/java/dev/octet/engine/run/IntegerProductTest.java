package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products with quantized input and weights, against a loop over all their products. */
class IntegerProductTest {
  private static final long SEED = 21;
  private static final QuantParams INPUT = QuantParams.perTensor(1.5f);

  /**
   * @param axis of the scales of the weights
   * @param rows, depth, columns of the product of each of {@code matrices} left-hand matrices
   */
  private record Case(
      Op op, int[] input, int[] weights, int axis, int matrices, int rows, int depth, int columns) {
    private boolean transposesX() {
      return op instanceof MatMul product && product.transposeX() && input.length > 1;
    }

    private boolean transposesY() {
      return op instanceof MatMul product && product.transposeY();
    }

    private double alpha() {
      return op instanceof MatMul product ? product.alpha() : 1;
    }

    int x(int matrix, int row, int k) {
      return matrix * rows * depth + (transposesX() ? k * rows + row : row * depth + k);
    }

    int w(int k, int column) {
      return transposesY() ? column * depth + k : k * columns + column;
    }

    /** The index of a column along the axis of the scales. */
    int scale(int column) {
      int inner = Arrays.stream(weights).skip(axis + 1L).reduce(1, (a, b) -> a * b);
      return transposesY() ? column : column / inner % weights[axis];
    }

    @Override
    public String toString() {
      return "%s %s by %s, scales of %d"
          .formatted(op, Arrays.toString(input), Arrays.toString(weights), axis);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        matmul(false, false, new int[] {5, 7}, new int[] {7, 33}, 1, 5, 7, 33),
        matmul(false, true, new int[] {5, 7}, new int[] {33, 7}, 1, 5, 7, 33),
        matmul(true, false, new int[] {7, 5}, new int[] {7, 33}, 1, 5, 7, 33),
        matmul(true, true, new int[] {7, 5}, new int[] {33, 7}, 1, 5, 7, 33),
        matmul(true, true, new int[] {2, 3, 40, 9}, new int[] {6, 40}, 6, 9, 40, 6),
        matmul(false, true, new int[] {2, 3, 9, 40}, new int[] {6, 40}, 6, 9, 40, 6),
        matmul(true, false, new int[] {40}, new int[] {40, 6}, 1, 1, 40, 6),
        fc(1, new int[] {3, 2, 5}, 1, new int[] {10, 8}, 1, 3, 10, 8),
        fc(2, new int[] {3, 2, 5}, 1, new int[] {5, 8}, 1, 6, 5, 8),
        fc(1, new int[] {3, 10}, 2, new int[] {2, 5, 8}, 2, 3, 10, 8),
        fc(1, new int[] {3, 10}, 1, new int[] {10, 4, 2}, 1, 3, 10, 8),
        fc(1, new int[] {3, 10}, 1, new int[] {10, 4, 2}, 2, 3, 10, 8));
  }

  private static Case matmul(
      boolean transposeX,
      boolean transposeY,
      int[] input,
      int[] weights,
      int matrices,
      int rows,
      int depth,
      int columns) {
    var op = new MatMul(transposeX, transposeY, 0.5f);
    return new Case(op, input, weights, transposeY ? 0 : 1, matrices, rows, depth, columns);
  }

  private static Case fc(
      int inputColumnDims,
      int[] input,
      int weightColumnDims,
      int[] weights,
      int axis,
      int rows,
      int depth,
      int columns) {
    var op = new FullyConnected(inputColumnDims, weightColumnDims);
    return new Case(op, input, weights, axis, 1, rows, depth, columns);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_number_is_the_exact_sum_times_the_scales(Case each) {
    Random random = new Random(SEED);
    byte[] x = bytes(random, Shape.of(each.input()).elements());
    byte[] w = bytes(random, Shape.of(each.weights()).elements());
    float[] thresholds = new float[each.weights()[each.axis()]];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = 0.01f + random.nextFloat() * 0.1f;
    }

    Tensor actual = run(each, x, w, thresholds);

    float[] expected = new float[each.matrices() * each.rows() * each.columns()];
    for (int i = 0; i < expected.length; i++) {
      int column = i % each.columns();
      int row = i / each.columns() % each.rows();
      int matrix = i / each.columns() / each.rows();
      int sum = 0;
      for (int k = 0; k < each.depth(); k++) {
        sum += x[each.x(matrix, row, k)] * w[each.w(k, column)];
      }
      double unit = (double) thresholds[each.scale(column)] / 127;
      expected[i] = sum * (float) (each.alpha() * ((double) INPUT.threshold(0) / 127) * unit);
    }
    assertThat(actual.toFloats()).as("seed %d", SEED).containsExactly(expected);
  }

  private static Tensor run(Case each, byte[] x, byte[] w, float[] thresholds) {
    float[] real = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      real[i] = x[i] * INPUT.threshold(0) / 127;
    }
    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, Shape.of(each.input()));
    Value q = builder.add("q", new Quantize(INPUT), input);
    Value dq = builder.add("dq", new Dequantize(INPUT), q);
    Value integers = builder.constant("w", Tensor.of(w, each.weights()));
    Value weights =
        builder.add(
            "w.real", new Dequantize(QuantParams.perAxis(each.axis(), thresholds)), integers);
    CompiledModel model =
        Octet.compile(
            builder.build(builder.add("y", each.op(), dq, weights)),
            CompileOptions.DEFAULT.withStrict(true));
    try (Session session = model.newSession()) {
      return session.run(Tensor.of(real, each.input())).copy();
    }
  }

  @Test
  void scales_along_an_axis_that_the_weights_lack_are_refused_by_name() {
    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, Shape.of(1, 3));
    Value q = builder.add("q", new Quantize(INPUT), input);
    Value dq = builder.add("dq", new Dequantize(INPUT), q);
    Value integers = builder.constant("w", Tensor.of(new byte[6], 3, 2));
    Value weights = builder.add("w.real", new Dequantize(QuantParams.perAxis(2, 1, 1)), integers);
    Graph graph = builder.build(builder.add("y", new FullyConnected(1, 1), dq, weights));

    assertThatThrownBy(() -> Octet.compile(graph))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("w.real");
  }

  private static byte[] bytes(Random random, int n) {
    byte[] values = new byte[n];
    for (int i = 0; i < n; i++) {
      values[i] = (byte) (random.nextInt(255) - 127);
    }
    return values;
  }

  static Stream<Arguments> weightsOfAnotherOperator() {
    return Stream.of(
        Arguments.of(Integer.MAX_VALUE, new int[] {2, 2, 1, 1}, "groups 2147483647"),
        Arguments.of(0, new int[] {2, 2, 1, 1}, "groups 0"),
        Arguments.of(1, new int[] {4}, "rank 4"),
        Arguments.of(1, new int[] {2, 2}, "rank 4"));
  }

  @ParameterizedTest
  @MethodSource("weightsOfAnotherOperator")
  void weights_that_cannot_be_the_operators_are_refused_by_name(
      int groups, int[] dims, String reason) {
    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, Shape.of(1, 2, 3, 3));
    Value q = builder.add("q", new Quantize(INPUT), input);
    Value dq = builder.add("dq", new Dequantize(INPUT), q);
    byte[] bytes = new byte[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Value integers = builder.constant("w", Tensor.of(bytes, dims));
    int axis = dims.length > 1 ? 1 : 0;
    float[] thresholds = new float[dims[axis]];
    Arrays.fill(thresholds, 1);
    Value weights =
        builder.add("w.real", new Dequantize(QuantParams.perAxis(axis, thresholds)), integers);
    var window = new Window(1, 1, Padding.NONE);
    Op op = new ConvTranspose2d(window, groups, 0, 0, 0, 0, Epilogue.NONE);
    Graph graph = builder.build(builder.add("y", op, dq, weights));

    assertThatThrownBy(
            () -> Octet.compile(graph).newSession().run(Tensor.of(new float[18], 1, 2, 3, 3)))
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("node 'y'", reason);
  }
}
