package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.plan.step.BatchedProductStep;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.FloatProduct;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.MatrixStep;
import java.util.Optional;

/** Matrix products in float32. */
final class MatrixLowering {
  private MatrixLowering() {}

  static void lower(Site site, FullyConnected op) {
    if (site.input(1).isConstant()) {
      lowerPacked(site, Matrices.of(op, site), 1);
    } else {
      var input = site.input(0).shape();
      var weights = site.input(1).shape();
      lowerBatched(
          site,
          BatchedProduct.of(
              input.elements(0, op.inputColumnDims()),
              input.elements(op.inputColumnDims(), input.rank()),
              weights.elements(op.weightColumnDims(), weights.rank())),
          op.epilogue());
    }
  }

  static void lower(Site site, MatMul op) {
    boolean packable =
        site.input(1).isConstant() && site.input(1).shape().rank() == 2 && !op.transposeX();
    if (packable) {
      lowerPacked(site, Matrices.of(op, site), op.alpha());
    } else {
      lowerBatched(
          site, BatchedProduct.of(op, site.input(0).shape(), site.input(1).shape()), op.epilogue());
    }
  }

  private static void lowerPacked(Site site, Matrices matrices, float alpha) {
    Buffer input = site.read(0, Layout.ROW_MAJOR);
    Optional<Buffer> residual = residual(site, matrices.epilogue());
    Buffer output = site.write(0, Layout.ROW_MAJOR);
    PackedMatrix weights =
        site.once("weights", PackedMatrix.class, () -> pack(site, matrices, alpha), 1);
    float[] bias = ConvolutionLowering.bias(site, matrices.epilogue(), matrices.columns());
    site.add(
        new MatrixStep(
            new FloatProduct(
                site.kernels(), input, output, residual, bias, 1, matrices.epilogue().activation()),
            matrices.rows(),
            weights));
    site.kernel("f32 gemm");
    site.work(matrices.multiplyAdds(), weights.bytes() + 4L * bias.length);
  }

  private static PackedMatrix pack(Site site, Matrices matrices, float alpha) {
    float[] elements = site.constantInput(1).toFloats();
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= alpha;
    }
    return site.kernels()
        .floatGemm()
        .pack(
            matrices.depth(),
            matrices.columns(),
            elements,
            0,
            matrices.rowStride(),
            matrices.columnStride());
  }

  private static void lowerBatched(Site site, BatchedProduct product, Epilogue epilogue) {
    Buffer x = site.read(0, Layout.ROW_MAJOR);
    Buffer y = site.read(1, Layout.ROW_MAJOR);
    Optional<Buffer> bias =
        epilogue.bias() ? Optional.of(site.read(2, Layout.ROW_MAJOR)) : Optional.empty();
    Optional<Buffer> residual = residual(site, epilogue);
    Buffer output = site.write(0, Layout.ROW_MAJOR);
    site.add(
        new BatchedProductStep(
            site.kernels(),
            x,
            y,
            bias,
            residual,
            output,
            product.matrices(),
            product.alpha(),
            epilogue.activation()));
    site.kernel("f32 product");
    site.work(product.multiplyAdds(), 0);
  }

  /** The residual of an epilogue, which is the last input of its node. */
  static Optional<Buffer> residual(Site site, Epilogue epilogue) {
    return epilogue.residual()
        ? Optional.of(site.read(site.inputCount() - 1, Layout.ROW_MAJOR))
        : Optional.empty();
  }
}
