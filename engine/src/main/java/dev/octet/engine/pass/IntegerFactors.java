package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** The multipliers and biases of the integer sums of a linear operator, as constants. */
final class IntegerFactors {
  private IntegerFactors() {}

  /**
   * Adds them to the graph, the multipliers first: those that make the integers of the input, which
   * stand for steps of {@code inputScale}, and of the weights real.
   */
  static List<Value> of(
      GraphEditor editor, Node node, Tensor integers, double inputScale, QuantParams weights) {
    double alpha = node.op() instanceof MatMul product ? product.alpha() : 1;
    return of(
        editor, node, integers, weights, index -> alpha * inputScale * weights.exactScale(index));
  }

  /**
   * The same with other multipliers.
   *
   * @param multiplier by the index of a scale of the weights
   */
  static List<Value> of(
      GraphEditor editor,
      Node node,
      Tensor integers,
      QuantParams weights,
      IntToDoubleFunction multiplier) {
    Op op = node.op();
    int channels = LinearOps.outputChannels(op, integers.shape());
    int[] scales =
        weights.isPerTensor()
            ? new int[channels]
            : LinearOps.scaleIndices(op, integers.shape(), weights.axis()).orElseThrow();
    double[] multipliers = new double[channels];
    for (int i = 0; i < channels; i++) {
      multipliers[i] = multiplier.applyAsDouble(scales[i]);
    }
    double[] bias = new double[channels];
    if (LinearOps.epilogue(op).bias()) {
      Tensor given = editor.constant(node.input(2)).orElseThrow();
      for (int i = 0; i < channels; i++) {
        bias[i] = given.element(i);
      }
    }
    return List.of(
        editor.addConstant(node.name() + ".multiplier", Tensor.of(multipliers, channels)),
        editor.addConstant(node.name() + ".bias", Tensor.of(bias, channels)));
  }
}
