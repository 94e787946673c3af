package dev.octet.engine.plan.fact;

import static dev.octet.engine.plan.fact.ShapeCase.fact;
import static dev.octet.engine.plan.fact.ShapeCase.of;
import static dev.octet.engine.plan.fact.ShapeCase.real;
import static dev.octet.engine.tensor.DType.FLOAT64;
import static dev.octet.engine.tensor.DType.INT32;
import static dev.octet.engine.tensor.DType.INT8;

import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes of convolutions and matrix products, in float32 and int8. */
class LinearShapesTest {
  private static final QuantParams PARAMS = QuantParams.perTensor(1);
  private static final Epilogue BOTH = Epilogue.NONE.withBias().withResidual();

  static Stream<ShapeCase> valid() {
    return Stream.of(
        of(conv(1, 1, 0, 1), "float32[2,8,6,7]", real(2, 3, 6, 7), real(8, 3, 1, 1)),
        of(conv(2, 1, 1, 1), "float32[1,8,4,4]", real(1, 3, 7, 8), real(8, 3, 3, 3)),
        of(conv(1, 2, 2, 1), "float32[1,8,7,8]", real(1, 3, 7, 8), real(8, 3, 3, 3)),
        of(conv(1, 1, 1, 3), "float32[1,6,7,8]", real(1, 3, 7, 8), real(6, 1, 3, 3)),
        of(new Conv2d(same(2, 3), 1), "float32[1,8,4,4]", real(1, 3, 7, 8), real(8, 3, 3, 3)),
        of(new Conv2d(same(1, 1), 1), "float32[1,8,7,8]", real(1, 3, 7, 8), real(8, 3, 5, 2)),
        of(
            new Conv2d(window(1, 1, 0), 1, BOTH),
            "float32[1,8,5,6]",
            real(1, 3, 7, 8),
            real(8, 3, 3, 3),
            real(1, 8, 1, 1),
            real(1, 8, 5, 6)),
        of(transpose(2, 0, 0), "float32[1,8,14,16]", real(1, 3, 7, 8), real(3, 8, 2, 2)),
        of(transpose(2, 1, 0), "float32[1,8,15,17]", real(1, 3, 7, 8), real(3, 8, 2, 2)),
        of(transpose(2, 0, 15), "float32[1,8,15,16]", real(1, 3, 7, 8), real(3, 8, 2, 2)),
        of(
            new ConvTranspose2d(window(2, 1, 1), 3, 0, 0, 0, 0, Epilogue.NONE),
            "float32[1,6,13,15]",
            real(1, 3, 7, 8),
            real(3, 2, 3, 3)),
        of(
            new ConvTranspose2d(same(2, 2), 1, 0, 0, 0, 0, Epilogue.NONE),
            "float32[1,8,13,13]",
            real(1, 3, 7, 7),
            real(3, 8, 3, 3)),
        of(new FullyConnected(1, 1), "float32[2,10]", real(2, 3, 4), real(12, 10)),
        of(new FullyConnected(2, 1), "float32[2,3,10,2]", real(2, 3, 4), real(4, 10, 2)),
        of(
            new FullyConnected(1, 1, BOTH),
            "float32[2,10]",
            real(2, 4),
            real(4, 10),
            real(10),
            real(2, 10)),
        of(new MatMul(false, false, 1), "float32[2,5]", real(2, 3), real(3, 5)),
        of(new MatMul(true, true, 1), "float32[2,5]", real(3, 2), real(5, 3)),
        of(new MatMul(false, false, 1), "float32[7,4,2,5]", real(4, 2, 3), real(7, 1, 3, 5)),
        of(new MatMul(false, false, 1), "float32[]", real(3), real(3)),
        of(new MatMul(true, true, 1), "float32[4]", real(3), real(4, 3)),
        of(new MatMul(false, true, 1), "float32[4,2]", real(4, 2, 3), real(3)),
        of(
            quantized(conv(2, 1, 1, 1), new Result.Int8(PARAMS)),
            "int8[1,8,4,4]",
            fact(INT8, 1, 3, 7, 8),
            fact(INT8, 8, 3, 3, 3),
            fact(FLOAT64, 8),
            fact(FLOAT64, 8)),
        of(
            quantized(new MatMul(false, true, 1, Epilogue.NONE.withResidual()), Result.FLOAT),
            "float32[2,5]",
            fact(INT8, 2, 3),
            Fact.of(Tensor.zeros(INT8, Shape.of(5, 3))),
            fact(FLOAT64, 5),
            fact(FLOAT64, 5),
            real(2, 5)),
        of(
            quantized(new MatMul(false, true, 1), Result.FLOAT),
            "float32[2,5]",
            fact(INT8, 2, 3),
            fact(INT8, 5, 3),
            fact(FLOAT64, 1),
            fact(FLOAT64, 1)));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void follow_from_the_inputs(ShapeCase row) {
    row.assertInferred();
  }

  static Stream<ShapeCase> invalid() {
    return Stream.of(
        of(conv(1, 1, 0, 1), "has 1 inputs, but needs 2: x, filter", real(1, 3, 7, 8)),
        of(conv(1, 1, 0, 1), "must be float32", fact(INT8, 1, 3, 7, 8), real(8, 3, 3, 3)),
        of(conv(1, 1, 0, 1), "must have rank 4: [N,C,H,W]", real(3, 7, 8), real(8, 3, 3, 3)),
        of(
            conv(1, 1, 0, 1),
            "input 1 'in1' float32[8,4,3,3] must have 3 in dimension 1",
            real(1, 3, 7, 8),
            real(8, 4, 3, 3)),
        of(conv(1, 1, 0, 2), "divide the 3 channels", real(1, 3, 7, 8), real(8, 1, 3, 3)),
        of(conv(1, 1, 0, 0), "groups 0 must be 1 or more", real(1, 3, 7, 8), real(8, 3, 3, 3)),
        of(conv(1, 1, 0, 3), "which 3 groups do not divide", real(1, 3, 7, 8), real(8, 1, 3, 3)),
        of(
            conv(1, 1, 0, 1),
            "a kernel of 9x3 gives -1x6 pixels",
            real(1, 3, 7, 8),
            real(8, 3, 9, 3)),
        of(conv(1, 1, 0, 1), "empty kernel", real(1, 3, 7, 8), real(8, 3, 0, 3)),
        of(conv(1, 1, -1, 1), "paddings must be 0 or more", real(1, 3, 7, 8), real(8, 3, 1, 1)),
        of(
            new Conv2d(window(1, 1, 0), 1, Epilogue.NONE.withBias()),
            "must have 8 elements, a bias for each output channel",
            real(1, 3, 7, 8),
            real(8, 3, 1, 1),
            real(7)),
        of(
            new Conv2d(window(1, 1, 0), 1, Epilogue.NONE.withResidual()),
            "must have shape [1,8,7,8], that of the output",
            real(1, 3, 7, 8),
            real(8, 3, 1, 1),
            real(1, 8, 1, 1)),
        of(conv(1, 1, 0, 1), "2^31-1", real(65536, 1, 256, 256), real(2, 1, 1, 1)),
        of(
            conv(1, 1, 1 << 30, 1),
            "the padded image would have a side of 2147483655 pixels",
            real(1, 3, 7, 8),
            real(8, 3, 1, 1)),
        of(
            conv(1, 1 << 30, 1 << 20, 1),
            "a kernel of 5x5 gives -2147483648x-2147483648 pixels",
            real(1, 3, 7, 8),
            real(8, 3, 5, 5)),
        of(
            transpose(1 << 30, 0, 0),
            "the image before it is cut would have a side of 7516192770 pixels",
            real(1, 3, 7, 8),
            real(3, 8, 2, 2)),
        of(
            transpose(1 << 10, 0, 0),
            "strides of 1024x1024 in 1 groups need 1048576 filters; at most 262144 are possible",
            real(1, 3, 7, 8),
            real(3, 8, 2, 2)),
        of(transpose(2, 0, 0), "must have 3 in dimension 0", real(1, 3, 7, 8), real(8, 3, 2, 2)),
        of(
            transpose(2, 0, 16),
            "output height 16 must lie in 14..15",
            real(1, 3, 7, 8),
            real(3, 8, 2, 2)),
        of(transpose(2, 2, 0), "output padding 2", real(1, 3, 7, 8), real(3, 8, 2, 2)),
        of(new FullyConnected(1, 1), "has 12 columns, but", real(2, 3, 4), real(11, 10)),
        of(new FullyConnected(2, 1), "must lie in 1..1", real(2, 3), real(3, 10)),
        of(new MatMul(false, false, 1), "has 3 columns, but", real(2, 3), real(2, 3)),
        of(new MatMul(false, false, 1), "do not broadcast", real(2, 2, 3), real(4, 3, 2)),
        of(new MatMul(false, false, 1), "must have rank 1 or more", real(), real(3)),
        of(
            quantized(conv(1, 1, 0, 1), Result.FLOAT),
            "input 0 'in0' float32[1,3,7,8] must be int8",
            real(1, 3, 7, 8),
            fact(INT8, 8, 3, 1, 1),
            fact(FLOAT64, 8),
            fact(FLOAT64, 8)),
        of(
            quantized(conv(1, 1, 0, 1), Result.FLOAT),
            "must have 8 elements, one for each output channel",
            fact(INT8, 1, 3, 7, 8),
            fact(INT8, 8, 3, 1, 1),
            fact(FLOAT64, 3),
            fact(FLOAT64, 8)),
        of(
            quantized(conv(1, 1, 0, 1), Result.FLOAT),
            "must be float64",
            fact(INT8, 1, 3, 7, 8),
            fact(INT8, 8, 3, 1, 1),
            fact(INT32, 8),
            fact(FLOAT64, 8)),
        of(
            quantized(conv(1, 1, 0, 1), new Result.Int8(QuantParams.perAxis(1, 1, 2))),
            "of the output must hold for the whole tensor",
            fact(INT8, 1, 3, 7, 8),
            fact(INT8, 8, 3, 1, 1),
            fact(FLOAT64, 8),
            fact(FLOAT64, 8)),
        of(
            quantized(new Activate(Activation.RELU), Result.FLOAT),
            "Activate cannot run on int8",
            fact(INT8, 1)));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void that_do_not_fit_are_refused(ShapeCase row) {
    row.assertRefused();
  }

  private static Window window(int stride, int dilation, int pad) {
    Padding padding = new Padding.Explicit(pad, pad, pad, pad);
    return new Window(stride, stride, dilation, dilation, padding);
  }

  private static Window same(int stride, int dilation) {
    return new Window(stride, stride, dilation, dilation, new Padding.Same());
  }

  private static Conv2d conv(int stride, int dilation, int pad, int groups) {
    return new Conv2d(window(stride, dilation, pad), groups);
  }

  private static ConvTranspose2d transpose(int stride, int outputPadding, int outputHeight) {
    return new ConvTranspose2d(
        window(stride, 1, 0), 1, outputPadding, outputPadding, outputHeight, 0, Epilogue.NONE);
  }

  private static Quantized quantized(Op operation, Result result) {
    return new Quantized(operation, PARAMS, result);
  }
}
