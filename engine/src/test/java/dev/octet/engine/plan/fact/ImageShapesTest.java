package dev.octet.engine.plan.fact;

import static dev.octet.engine.plan.fact.ShapeCase.fact;
import static dev.octet.engine.plan.fact.ShapeCase.of;
import static dev.octet.engine.plan.fact.ShapeCase.real;
import static dev.octet.engine.plan.fact.ShapeCase.vector;
import static dev.octet.engine.tensor.DType.INT32;
import static dev.octet.engine.tensor.DType.INT8;

import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.Interpolate.Mode;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Window;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes of pooled and resized images. */
class ImageShapesTest {

  static Stream<ShapeCase> valid() {
    return Stream.of(
        of(pool(PoolKind.MAX, 3, 2, 1, false), "float32[1,3,4,4]", real(1, 3, 7, 8)),
        of(pool(PoolKind.MAX, 3, 2, 1, true), "float32[1,3,4,5]", real(1, 3, 7, 8)),
        of(pool(PoolKind.MAX, 2, 3, 1, true), "float32[1,3,3,3]", real(1, 3, 4, 4)),
        of(pool(PoolKind.MAX, 3, 2, 1, false), "int8[1,3,4,4]", fact(INT8, 1, 3, 7, 8)),
        of(
            new Pool2d(PoolKind.AVERAGE, 3, 3, new Window(2, 2, new Padding.Same()), false, false),
            "float32[1,3,4,4]",
            real(1, 3, 7, 8)),
        of(new AdaptivePool2d(PoolKind.AVERAGE, 1, 1), "float32[2,3,1,1]", real(2, 3, 7, 8)),
        of(new AdaptivePool2d(PoolKind.MAX, 9, 2), "int8[2,3,9,2]", fact(INT8, 2, 3, 7, 8)),
        of(resize(Mode.NEAREST, 5, 6, 0), "float32[1,3,5,6]", real(1, 3, 7, 8)),
        of(resize(Mode.BILINEAR, 5, 6, 1.5f), "float32[1,3,10,12]", real(1, 3, 7, 8)),
        of(resize(Mode.NEAREST, 0, 0, 2), "int8[1,3,14,16]", fact(INT8, 1, 3, 7, 8)),
        of(sized(), "float32[1,3,4,9]", real(1, 3, 7, 8), vector(4, 9)));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void follow_from_the_inputs(ShapeCase row) {
    row.assertInferred();
  }

  static Stream<ShapeCase> invalid() {
    return Stream.of(
        of(pool(PoolKind.MAX, 3, 2, 1, false), "must have rank 4", real(3, 7, 8)),
        of(pool(PoolKind.AVERAGE, 3, 2, 1, false), "must be float32", fact(INT8, 1, 3, 7, 8)),
        of(pool(PoolKind.MAX, 9, 1, 0, false), "gives -1x0 pixels", real(1, 3, 7, 8)),
        of(pool(PoolKind.MAX, 0, 1, 0, false), "must be 1x1 or more", real(1, 3, 7, 8)),
        of(
            new Pool2d(PoolKind.MAX, 2, 2, new Window(1, 1, 2, 2, Padding.NONE), false, false),
            "dilations (2,2) of a pooling must be 1",
            real(1, 3, 7, 8)),
        of(
            pool(PoolKind.AVERAGE, 50_000, 1, 49_999, false),
            "a kernel of 50000x50000 has more than 2^31-1 elements",
            real(1, 3, 7, 8)),
        of(
            pool(PoolKind.MAX, 3, 1, 1 << 30, false),
            "the padded image would have a side of 2147483655 pixels",
            real(1, 3, 7, 8)),
        of(new AdaptivePool2d(PoolKind.MAX, 0, 1), "the output size 0x1", real(1, 3, 7, 8)),
        of(new AdaptivePool2d(PoolKind.MAX, 1, 1), "has no pixels", real(1, 3, 0, 8)),
        of(resize(Mode.BILINEAR, 5, 6, 0), "must be float32", fact(INT8, 1, 3, 7, 8)),
        of(resize(Mode.NEAREST, -1, -1, 0), "the output size -1x-1", real(1, 3, 7, 8)),
        of(resize(Mode.NEAREST, 0, 0, 1e9f), "2^31-1", real(1, 3, 7, 8)),
        of(sized(), "must have 2 elements", real(1, 3, 7, 8), vector(4)),
        of(sized(), "must be known before the run", real(1, 3, 7, 8), fact(INT32, 2)));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void that_do_not_fit_are_refused(ShapeCase row) {
    row.assertRefused();
  }

  private static Pool2d pool(PoolKind kind, int kernel, int stride, int pad, boolean ceil) {
    Padding padding = new Padding.Explicit(pad, pad, pad, pad);
    return new Pool2d(kind, kernel, kernel, new Window(stride, stride, padding), ceil, false);
  }

  private static Interpolate resize(Mode mode, int height, int width, float scale) {
    return new Interpolate(mode, height, width, scale, scale, true, false, 1, false);
  }

  private static Interpolate sized() {
    return new Interpolate(Mode.NEAREST, 0, 0, 2, 2, true, false, 1, true);
  }
}
