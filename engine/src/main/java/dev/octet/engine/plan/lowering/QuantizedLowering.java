package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.plan.fact.QuantizedShapes;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.ByteBatchedProductStep;
import dev.octet.engine.plan.step.ByteDepthwiseStep;
import dev.octet.engine.plan.step.ByteProduct;
import dev.octet.engine.plan.step.ByteRows;
import dev.octet.engine.plan.step.IntegerResult;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.MatrixStep;
import dev.octet.engine.plan.step.Product;
import dev.octet.engine.plan.step.RunThresholds;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Linear operators on int8. */
final class QuantizedLowering {
  /** The input with what a run found, of a dynamic operator. */
  private static final int THRESHOLDS = 4;

  private QuantizedLowering() {}

  static void lower(Site site, Quantized op) {
    site.int8();
    switch (op.operation()) {
      case Conv2d conv -> lower(site, op, Convolution.of(conv, site));
      case ConvTranspose2d conv -> lower(site, op, Convolution.of(conv, site));
      case FullyConnected product ->
          lower(site, op, Matrices.of(product, site), site.read(0, Layout.ROW_MAJOR));
      case MatMul product when !QuantizedShapes.isPacked(site.input(1)) ->
          lowerProduct(site, op, product);
      case MatMul product -> lower(site, op, Matrices.of(product, site), rows(site, product));
      default -> throw new IllegalArgumentException(op.operation() + " is not linear");
    }
  }

  private static void lower(Site site, Quantized op, Convolution convolution) {
    Buffer input = site.read(0, Layout.CHANNELS_LAST);
    Optional<Buffer> residual = ConvolutionLowering.residual(site, convolution.epilogue());
    Buffer output =
        convolution.isDepthwise()
            ? site.write(0, Layout.CHANNELS_LAST)
            : ConvolutionLowering.write(site, input, residual, Layout.CHANNELS_LAST);
    int groups = convolution.isDepthwise() ? 1 : convolution.groups();
    IntegerResult result = result(site, op, convolution.epilogue(), groups);
    Optional<RunThresholds> thresholds =
        op.isDynamic()
            ? Optional.of(RunThresholds.of(site.read(THRESHOLDS, Layout.ROW_MAJOR), input))
            : Optional.empty();
    if (convolution.isDepthwise()) {
      PackedMatrix filter =
          site.once("filters", PackedMatrix.class, () -> packDepthwise(site, op, convolution), 1);
      site.add(
          new ByteDepthwiseStep(
              site.kernels(),
              convolution.window().over(convolution.groups()),
              convolution.input().dim(0),
              input,
              filter,
              output,
              residual,
              thresholds,
              result));
      site.kernel("int8 depthwise");
      site.work(convolution.multiplyAdds(), filter.bytes() + result.bytes());
      return;
    }
    if (WinogradLowering.lower(site, convolution, input, residual, output, thresholds, result)) {
      return;
    }
    Convolution.PackedFilters filters =
        site.once(
            convolution.packing(),
            Convolution.PackedFilters.class,
            () -> pack(site, op, convolution),
            convolution.absorbed(site));
    site.add(
        convolution.step(
            new ByteProduct(site.kernels(), input, output, residual, thresholds, result), filters));
    site.kernel(convolution.window().isPointwise() ? "int8 gemm" : "int8 patches gemm");
    site.work(convolution.multiplyAdds(), filters.bytes() + result.bytes());
  }

  /** The first input of a product with its rows one after the other. */
  private static Buffer rows(Site site, MatMul product) {
    Buffer input = site.read(0, Layout.ROW_MAJOR);
    return product.transposeX() ? TransposedRows.of(site, input) : input;
  }

  private static void lower(Site site, Quantized op, Matrices matrices, Buffer input) {
    Optional<Buffer> residual = MatrixLowering.residual(site, matrices.epilogue());
    Buffer output = site.write(0, Layout.ROW_MAJOR);
    PackedMatrix weights =
        site.once("weights", PackedMatrix.class, () -> pack(site, op, matrices), 1);
    IntegerResult result = result(site, op, matrices.epilogue(), 1);
    Product product =
        op.isDynamic()
            ? new ByteRows(
                site.kernels(),
                input,
                output,
                residual,
                site.read(THRESHOLDS, Layout.ROW_MAJOR),
                result)
            : new ByteProduct(site.kernels(), input, output, residual, Optional.empty(), result);
    site.add(new MatrixStep(product, matrices.rows(), weights));
    site.kernel("int8 gemm");
    site.work(matrices.multiplyAdds(), weights.bytes() + result.bytes());
  }

  /** A product whose right-hand side only a run knows. */
  private static void lowerProduct(Site site, Quantized op, MatMul matmul) {
    Buffer x = site.read(0, Layout.ROW_MAJOR);
    Buffer y = site.read(1, Layout.ROW_MAJOR);
    Optional<Buffer> residual = MatrixLowering.residual(site, matmul.epilogue());
    Buffer output = site.write(0, Layout.ROW_MAJOR);
    BatchedProduct product = BatchedProduct.of(matmul, x.shape(), y.shape());
    IntegerResult result = result(site, op, matmul.epilogue(), 1);
    site.add(
        new ByteBatchedProductStep(
            site.kernels(), x, y, residual, output, product.matrices(), result));
    site.kernel("int8 product");
    site.work(product.multiplyAdds(), 0);
  }

  private static IntegerResult result(Site site, Quantized op, Epilogue epilogue, int groups) {
    return site.once(
        "result",
        IntegerResult.class,
        () ->
            new IntegerResult(
                site.kernels(),
                doubles(site.constantInput(2)),
                doubles(site.constantInput(3)),
                groups,
                epilogue.activation(),
                op.scaling(),
                op.result()),
        2,
        3);
  }

  private static double[] doubles(Tensor tensor) {
    double[] elements = new double[tensor.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.element(i);
    }
    return elements;
  }

  private static int inputMagnitude(Quantized op) {
    return -op.input().low();
  }

  private static PackedMatrix pack(Site site, Quantized op, Matrices matrices) {
    return site.kernels()
        .byteGemm()
        .pack(
            matrices.depth(),
            matrices.columns(),
            site.constantInput(1).toBytes(),
            0,
            matrices.rowStride(),
            matrices.columnStride(),
            inputMagnitude(op));
  }

  private static PackedMatrix packDepthwise(Site site, Quantized op, Convolution convolution) {
    FilterTaps taps = convolution.phases().getFirst();
    byte[] elements =
        FilterMatrix.depthwise(convolution.filter())
            .elements(site.constantInput(1).toBytes(), taps);
    return site.kernels()
        .depthwise()
        .pack(taps.count(), convolution.groups(), elements, 0, inputMagnitude(op));
  }

  private static Convolution.PackedFilters pack(Site site, Quantized op, Convolution convolution) {
    byte[] filter = site.constantInput(1).toBytes();
    List<PackedMatrix> matrices = new ArrayList<>();
    for (FilterTaps taps : convolution.phases()) {
      for (int group = 0; group < convolution.groups(); group++) {
        FilterMatrix matrix = convolution.matrix(group);
        matrices.add(
            site.kernels()
                .byteGemm()
                .pack(
                    taps.segments(matrix.depth()),
                    taps.count() * matrix.depth() / taps.segments(matrix.depth()),
                    matrix.columns(),
                    matrix.elements(filter, taps),
                    0,
                    matrix.columns(),
                    1,
                    inputMagnitude(op)));
      }
    }
    return new Convolution.PackedFilters(List.copyOf(matrices));
  }
}
