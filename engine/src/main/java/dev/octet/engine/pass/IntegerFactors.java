package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.List;

/** The multipliers and biases of the integer sums of a linear operator, as constants. */
final class IntegerFactors {
  private IntegerFactors() {}

  /** Adds them to the graph, the multipliers first. */
  static List<Value> of(
      GraphEditor editor, Node node, double inputScale, Tensor integers, QuantParams weights) {
    Op op = node.op();
    int channels = LinearOps.outputChannels(op, integers.shape());
    double alpha = op instanceof MatMul product ? product.alpha() : 1;
    int perGroup = op instanceof ConvTranspose2d conv ? channels / conv.groups() : channels;
    double[] multiplier = new double[channels];
    for (int i = 0; i < channels; i++) {
      int index = weights.isPerTensor() ? 0 : i % perGroup;
      multiplier[i] = alpha * inputScale * weights.exactScale(index);
    }
    double[] bias = new double[channels];
    if (LinearOps.epilogue(op).bias()) {
      Tensor given = editor.constant(node.input(2)).orElseThrow();
      for (int i = 0; i < channels; i++) {
        bias[i] = given.element(i);
      }
    }
    return List.of(
        editor.addConstant(node.name() + ".multiplier", Tensor.of(multiplier, channels)),
        editor.addConstant(node.name() + ".bias", Tensor.of(bias, channels)));
  }
}
