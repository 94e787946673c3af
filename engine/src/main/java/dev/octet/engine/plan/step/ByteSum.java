package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Result;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.QuantParams;

/**
 * The sum of two int8 values by way of real numbers: for a float32 result, and for an activation
 * that is not a clamp. Works through blocks that stay in the cache; threads share the elements.
 */
public final class ByteSum implements Step, SharedWork<Arena> {
  private static final int BLOCK = 1024;

  private final FloatMath math;
  private final Quantization quantization;
  private final Buffer left;
  private final Buffer right;
  private final Buffer y;
  private final Activation activation;
  private final Operand leftOperand;
  private final Operand rightOperand;
  private final Result result;
  private final float[] inverseScale;

  public ByteSum(Kernels kernels, QuantizedBinary op, Buffer left, Buffer right, Buffer y) {
    this.math = kernels.floatMath();
    this.quantization = kernels.quantization();
    this.left = left;
    this.right = right;
    this.y = y;
    this.activation = op.activation();
    this.leftOperand = Operand.of(op.left());
    this.rightOperand = Operand.of(op.right());
    this.result = op.result();
    this.inverseScale =
        switch (op.result()) {
          case Result.Real _ -> new float[0];
          case Result.Int8(QuantParams params) -> new float[] {params.inverseScale(0)};
        };
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.FUNCTION.of(y.shape().elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] work = arena.workspace(worker).floats(2 * BLOCK);
    int elements = y.shape().elements();
    int last = Parts.firstElement(elements, worker + 1, workers);
    for (int at = Parts.firstElement(elements, worker, workers); at < last; at += BLOCK) {
      int n = Math.min(BLOCK, last - at);
      leftOperand.dequantize(quantization, left.bytes(arena), left.offset() + at, work, 0, n);
      rightOperand.dequantize(
          quantization, right.bytes(arena), right.offset() + at, work, BLOCK, n);
      math.binary(BinaryKind.ADD, work, 0, 1, work, BLOCK, 1, work, 0, n);
      math.activate(activation, work, 0, work, 0, n);
      switch (result) {
        case Result.Real _ -> System.arraycopy(work, 0, y.floats(arena), y.offset() + at, n);
        case Result.Int8(QuantParams params) ->
            quantization.quantize(
                work,
                0,
                inverseScale,
                0,
                0,
                params.rounding(),
                params.low(),
                params.high(),
                y.bytes(arena),
                y.offset() + at,
                n);
      }
    }
  }

  private record Operand(float[] threshold, float levels) {
    static Operand of(QuantParams params) {
      return new Operand(new float[] {params.threshold(0)}, params.levels());
    }

    void dequantize(Quantization quantization, byte[] x, int at, float[] y, int yOffset, int n) {
      quantization.dequantize(x, at, threshold, 0, 0, levels, y, yOffset, n);
    }
  }
}
