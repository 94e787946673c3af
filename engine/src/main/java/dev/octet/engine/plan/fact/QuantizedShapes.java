package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;

/** Linear operators on int8 data. */
public final class QuantizedShapes {
  private static final int MULTIPLIER = 2;
  private static final int BIAS = 3;
  private static final int THRESHOLDS = 4;

  private QuantizedShapes() {}

  static List<Fact> infer(NodeFacts facts, Quantized op) {
    boolean residual = epilogue(facts, op.operation()).residual();
    int inputs = THRESHOLDS + (op.isDynamic() ? 1 : 0);
    facts.requireInputs(
        residual ? inputs + 1 : inputs,
        "x, weights, multiplier, bias"
            + (op.isDynamic() ? ", thresholds" : "")
            + (residual ? ", residual" : ""));
    facts.requireType(0, DType.INT8);
    facts.requireType(1, DType.INT8);
    QuantizationShapes.requirePerTensor8Bits(facts, op.input(), "the input");
    requireScaling(facts, op.scaling(), residual);
    Linear linear = linear(facts, op.operation());
    for (int index : new int[] {MULTIPLIER, BIAS}) {
      facts.requireType(index, DType.FLOAT64);
      facts.requireElements(index, linear.columns, "one for each output channel");
    }
    if (op.isDynamic()) {
      facts.requireType(THRESHOLDS, DType.FLOAT32);
      facts.requireElements(THRESHOLDS, linear.thresholds, "one for each image or row");
    }
    if (residual) {
      facts.requireType(inputs, DType.FLOAT32);
      facts.requireShape(inputs, linear.output, "that of the output, to be added to it");
    }
    return facts.result(QuantizationShapes.type(facts, op.result()), linear.output);
  }

  private static void requireScaling(NodeFacts facts, SumScaling scaling, boolean residual) {
    if (scaling instanceof SumScaling.InSteps(float factor, float divisor)) {
      if (!(factor > 0 && divisor > 0 && Float.isFinite(factor) && Float.isFinite(divisor))) {
        throw facts.error(
            "factor %s and divisor %s of its sums must be positive finite numbers",
            factor, divisor);
      }
      if (residual) {
        throw facts.error("sums that become real numbers in steps cannot have a residual");
      }
    }
  }

  private static Epilogue epilogue(NodeFacts facts, Op operation) {
    return switch (operation) {
      case Conv2d op -> op.epilogue();
      case ConvTranspose2d op -> op.epilogue();
      case FullyConnected op -> op.epilogue();
      case MatMul op -> op.epilogue();
      default -> throw notLinear(facts, operation);
    };
  }

  private static Linear linear(NodeFacts facts, Op operation) {
    return switch (operation) {
      case Conv2d op -> Linear.image(ConvolutionShapes.output(facts, op));
      case ConvTranspose2d op -> Linear.image(ConvolutionShapes.output(facts, op));
      case FullyConnected op ->
          Linear.rows(MatrixShapes.output(facts, op), MatrixShapes.columns(facts, op));
      case MatMul op when isPacked(facts.inputs().get(1)) ->
          Linear.rows(MatrixShapes.output(facts, op), MatrixShapes.columns(facts, op));
      case MatMul op -> new Linear(MatrixShapes.output(facts, op), 1, 1);
      default -> throw notLinear(facts, operation);
    };
  }

  /** Whether a right-hand side is weights, with scales for their columns. */
  public static boolean isPacked(Fact weights) {
    return weights.isConstant() && weights.shape().rank() == 2;
  }

  private static RuntimeException notLinear(NodeFacts facts, Op operation) {
    return facts.error(
        "%s cannot run on int8; it must be a convolution or a matrix product", operation.name());
  }

  /**
   * @param thresholds how many a dynamic input has
   */
  private record Linear(Shape output, int columns, int thresholds) {
    static Linear image(Shape output) {
      return new Linear(output, output.dim(1), output.dim(0));
    }

    static Linear rows(Shape output, int columns) {
      return new Linear(output, columns, output.elements() / Math.max(1, columns));
    }
  }
}
