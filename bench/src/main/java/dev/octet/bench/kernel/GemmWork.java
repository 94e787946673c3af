package dev.octet.bench.kernel;

import dev.octet.bench.shape.GemmShape;
import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/** Matrix products with bias and relu, on packed weights, and operands placed as in a run. */
public final class GemmWork {
  private static final float[] NO_RESIDUAL = {};
  private static final int FLOATS = CacheLine.FIRST_FLOAT;
  private static final int BYTES = CacheLine.FIRST_BYTE;

  private GemmWork() {}

  /** The product in float32. */
  public static Runnable float32(Kernels kernels, GemmShape shape) {
    var random = new RandomData();
    int columns = shape.columns();
    float[] a = random.floats(FLOATS + shape.rows() * shape.depth());
    PackedMatrix b =
        kernels
            .floatGemm()
            .pack(shape.depth(), columns, random.floats(shape.depth() * columns), 0, columns, 1);
    var epilogue = new FloatEpilogue(random.floats(columns), 0, Float.POSITIVE_INFINITY);
    float[] c = new float[FLOATS + shape.rows() * columns];
    var workspace = new Workspace();
    return () ->
        kernels
            .floatGemm()
            .multiply(
                shape.rows(),
                a,
                FLOATS,
                shape.depth(),
                b,
                epilogue,
                NO_RESIDUAL,
                0,
                c,
                FLOATS,
                columns,
                workspace);
  }

  /** The product of int8 into int8. */
  public static Runnable int8(Kernels kernels, GemmShape shape, Operands operands) {
    var random = new RandomData();
    int columns = shape.columns();
    byte[] a = random.activations(BYTES + shape.rows() * shape.depth(), operands);
    byte[] weights = random.weights(shape.depth() * columns, operands);
    PackedMatrix b =
        kernels.byteGemm().pack(shape.depth(), columns, weights, 0, columns, 1, Byte.MAX_VALUE);
    var epilogue =
        new IntegerEpilogue(
            RandomData.filled(columns, 1.0 / (Byte.MAX_VALUE * Math.sqrt(shape.depth()))),
            random.floats(columns),
            0,
            0,
            Byte.MAX_VALUE);
    byte[] c = new byte[BYTES + shape.rows() * columns];
    var workspace = new Workspace();
    return () ->
        kernels
            .byteGemm()
            .multiply(
                shape.rows(),
                a,
                BYTES,
                shape.depth(),
                b,
                epilogue,
                NO_RESIDUAL,
                0,
                c,
                BYTES,
                columns,
                workspace);
  }
}
