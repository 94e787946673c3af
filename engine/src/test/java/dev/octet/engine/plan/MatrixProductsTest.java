package dev.octet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of batches of float32 matrices, against one chain of fma for each element. */
class MatrixProductsTest {
  private static final long SEED = 29;
  private static final int MATRICES = 6;

  static Stream<Arguments> sizes() {
    return Stream.of(false, true)
        .flatMap(
            transposeX ->
                Stream.of(false, true)
                    .flatMap(
                        transposeY ->
                            IntStream.of(1, 3, 4, 7, 50)
                                .boxed()
                                .flatMap(
                                    rows ->
                                        IntStream.of(1, 16, 37)
                                            .mapToObj(
                                                columns ->
                                                    Arguments.of(
                                                        transposeX, transposeY, rows, columns)))));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void each_element_is_a_chain_of_fma_over_the_depth(
      boolean transposeX, boolean transposeY, int rows, int columns) {
    int depth = 19;
    float[] x = numbers(MATRICES * rows * depth);
    float[] y = numbers(3 * depth * columns);
    Shape left = transposeX ? Shape.of(2, 3, depth, rows) : Shape.of(2, 3, rows, depth);
    Shape right = transposeY ? Shape.of(3, columns, depth) : Shape.of(3, depth, columns);

    Tensor actual =
        OperatorRun.of(new MatMul(transposeX, transposeY, 0.5f))
            .input(Tensor.of(x, left.toArray()))
            .input(Tensor.of(y, right.toArray()))
            .run();

    float[] expected = new float[MATRICES * rows * columns];
    for (int i = 0; i < expected.length; i++) {
      int matrix = i / columns / rows;
      int row = i / columns % rows;
      int column = i % columns;
      int xStart = matrix * rows * depth;
      int yStart = matrix % 3 * depth * columns;
      for (int p = 0; p < depth; p++) {
        float a = x[xStart + (transposeX ? p * rows + row : row * depth + p)];
        float b = y[yStart + (transposeY ? column * depth + p : p * columns + column)];
        expected[i] = Math.fma(a, b, expected[i]);
      }
      expected[i] *= 0.5f;
    }
    assertThat(actual.toFloats()).as("seed %d", SEED).containsExactly(expected);
  }

  private static float[] numbers(int n) {
    Random random = new Random(SEED);
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
