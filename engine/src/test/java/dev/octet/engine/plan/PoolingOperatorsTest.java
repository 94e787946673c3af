package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.bytes;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Window;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling, against windows that are walked pixel by pixel. */
class PoolingOperatorsTest {
  private static final int HEIGHT = 7;
  private static final int WIDTH = 9;

  static Stream<Pool2d> windows() {
    return Stream.of(PoolKind.values())
        .flatMap(
            kind ->
                Stream.of(false, true)
                    .flatMap(
                        ceil ->
                            Stream.of(false, true)
                                .flatMap(
                                    count ->
                                        Stream.of(
                                            pool(kind, 3, 2, 2, 2, 0, 0, 0, 0, ceil, count),
                                            pool(kind, 3, 3, 2, 2, 1, 1, 1, 1, ceil, count),
                                            pool(kind, 2, 4, 1, 3, 1, 0, 2, 1, ceil, count),
                                            pool(kind, 7, 9, 1, 1, 0, 0, 0, 0, ceil, count)))));
  }

  private static Pool2d pool(
      PoolKind kind,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int top,
      int bottom,
      int left,
      int right,
      boolean ceil,
      boolean countPadding) {
    Padding padding = new Padding.Explicit(top, bottom, left, right);
    Window window = new Window(strideHeight, strideWidth, padding);
    return new Pool2d(kind, kernelHeight, kernelWidth, window, ceil, countPadding);
  }

  @ParameterizedTest
  @MethodSource("windows")
  void a_window_becomes_one_pixel(Pool2d op) {
    Padding.Explicit pad = (Padding.Explicit) op.window().padding();
    Tensor x = floats(1, 2, 3, HEIGHT, WIDTH);
    int rows =
        size(op, HEIGHT + pad.top() + pad.bottom(), op.kernelHeight(), op.window().strideHeight());
    int columns =
        size(op, WIDTH + pad.left() + pad.right(), op.kernelWidth(), op.window().strideWidth());
    Tensor y = OperatorRun.of(op).input(x).run();
    Tensor expected =
        tensor(
            DType.FLOAT32,
            Shape.of(2, 3, rows, columns),
            out -> {
              int top = out[2] * op.window().strideHeight() - pad.top();
              int left = out[3] * op.window().strideWidth() - pad.left();
              int bottom = Math.min(top + op.kernelHeight(), HEIGHT + pad.top());
              int right = Math.min(left + op.kernelWidth(), WIDTH + pad.left());
              int padded = (bottom - top) * (right - left);
              return pooled(
                  x, out, op.kind(), top, bottom, left, right, op.countPadding() ? padded : 0);
            });
    assertThat(y.shape()).isEqualTo(expected.shape());
    assertThat(y.toFloats()).containsExactly(expected.toFloats(), within(1e-6f));
  }

  private static int size(Pool2d op, int padded, int kernel, int stride) {
    int room = padded - kernel;
    return (op.ceilMode() ? (room + stride - 1) / stride : room / stride) + 1;
  }

  private static double pooled(
      Tensor x, int[] out, PoolKind kind, int top, int bottom, int left, int right, int divisor) {
    double max = -Float.MAX_VALUE;
    double sum = 0;
    int count = 0;
    for (int row = Math.max(0, top); row < Math.min(bottom, HEIGHT); row++) {
      for (int column = Math.max(0, left); column < Math.min(right, WIDTH); column++) {
        double value = at(x, out[0], out[1], row, column);
        max = Math.max(max, value);
        sum += value;
        count++;
      }
    }
    return kind == PoolKind.MAX ? max : sum / (divisor == 0 ? count : divisor);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,4", "7,9", "9,2", "14,18"})
  void adaptive_windows_share_the_image_evenly(int rows, int columns) {
    Tensor x = floats(1, 2, 3, HEIGHT, WIDTH);
    for (PoolKind kind : PoolKind.values()) {
      Tensor y = OperatorRun.of(new AdaptivePool2d(kind, rows, columns)).input(x).run();
      Tensor expected =
          tensor(
              DType.FLOAT32,
              Shape.of(2, 3, rows, columns),
              out ->
                  pooled(
                      x,
                      out,
                      kind,
                      out[2] * HEIGHT / rows,
                      (int) Math.ceil((out[2] + 1.0) * HEIGHT / rows),
                      out[3] * WIDTH / columns,
                      (int) Math.ceil((out[3] + 1.0) * WIDTH / columns),
                      0));
      assertThat(y.toFloats()).containsExactly(expected.toFloats(), within(1e-6f));
    }
  }

  @Test
  void the_maximum_of_int8_is_int8() {
    Tensor x = bytes(1, 2, 3, HEIGHT, WIDTH);
    Pool2d op = pool(PoolKind.MAX, 3, 3, 2, 2, 1, 1, 1, 1, false, false);
    Tensor y = OperatorRun.of(op, Layout.CHANNELS_LAST).input(x).run();
    Tensor expected =
        tensor(
            DType.INT8,
            Shape.of(2, 3, 4, 5),
            out -> {
              int top = out[2] * 2 - 1;
              int left = out[3] * 2 - 1;
              return pooled(x, out, PoolKind.MAX, top, top + 3, left, left + 3, 0);
            });
    assertThat(y.toBytes()).containsExactly(expected.toBytes());
  }

  @Test
  void a_maximum_over_padding_alone_is_the_least_finite_number() {
    Tensor x = floats(1, 1, 1, 4, 4);
    Pool2d op = pool(PoolKind.MAX, 2, 2, 3, 3, 1, 1, 1, 1, true, false);
    Tensor y = OperatorRun.of(op).input(x).run();
    assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 3, 3));
    assertThat(elements(y)).endsWith(-Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE);
    assertThat(at(y, 0, 0, 1, 1)).isGreaterThan(-2);
  }
}
