package dev.octet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of no matrices and convolutions of no images at all. */
class EmptyBatchTest {
  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void a_batch_of_none_times_a_matrix_is_empty(boolean isConstant, boolean isTransposed) {
    Tensor x = Tensor.zeros(DType.FLOAT32, isTransposed ? Shape.of(0, 5, 3) : Shape.of(0, 3, 5));
    Tensor y = Tensor.of(new float[10], 5, 2);
    OperatorRun run = OperatorRun.of(new MatMul(isTransposed, false, 1)).input(x);

    Tensor product = (isConstant ? run.constant(y) : run.input(y)).run();

    assertThat(product.shape()).isEqualTo(Shape.of(0, 3, 2));
  }

  @Test
  void a_batch_of_none_is_convolved_by_tiles_too() {
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(0, 64, 28, 28));
    Tensor filter = Tensor.zeros(DType.FLOAT32, Shape.of(64, 64, 3, 3));
    Conv2d winograd = new Conv2d(new Window(1, 1, new Padding.Same()), 1);

    Tensor images = OperatorRun.of(winograd).input(x).constant(filter).run();

    assertThat(images.shape()).isEqualTo(Shape.of(0, 64, 28, 28));
  }

  @Test
  void a_batch_of_none_takes_the_place_of_a_dimension_of_1() {
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(1, 4, 3, 5));
    Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(0, 1, 5, 2));

    Tensor product = OperatorRun.of(new MatMul(false, false, 1)).input(x).input(y).run();

    assertThat(product.shape()).isEqualTo(Shape.of(0, 4, 3, 2));
  }
}
