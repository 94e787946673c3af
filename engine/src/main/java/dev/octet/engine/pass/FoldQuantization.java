package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a linear operator over dequantized int8 (input and constant weights, or two inputs) into
 * one over the int8 itself. The product of the two scales becomes the multiplier of its sums.
 */
public final class FoldQuantization implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      QuantizationMatch match =
          QuantizationMatch.of(node, DynamicInt8.OFF, editor::producer, editor::constant);
      editor.emit(
          switch (match) {
            case QuantizationMatch.Found found -> quantized(editor, node, found);
            case QuantizationMatch.FoundProduct found -> quantized(editor, node, found);
            default -> node;
          });
    }
    return editor.finish();
  }

  private static Node quantized(GraphEditor editor, Node node, QuantizationMatch.Found found) {
    Op op = node.op();
    Epilogue epilogue = LinearOps.epilogue(op);
    boolean inSteps = inSteps(op, epilogue, found);
    List<Value> inputs = new ArrayList<>(List.of(found.input(), found.weights()));
    inputs.addAll(
        inSteps
            ? IntegerFactors.of(
                editor, node, found.integers(), found.params(), i -> firstStep(found, i))
            : IntegerFactors.of(
                editor, node, found.integers(), found.inputParams().exactScale(0), found.params()));
    if (epilogue.residual()) {
      inputs.add(node.inputs().getLast());
    }
    Op operation = LinearOps.with(op, epilogue.withBias());
    SumScaling scaling = inSteps ? steps(found) : SumScaling.SINGLE;
    return node.with(new Quantized(operation, found.inputParams(), scaling, Result.FLOAT), inputs);
  }

  private static Node quantized(
      GraphEditor editor, Node node, QuantizationMatch.FoundProduct found) {
    MatMul product = (MatMul) node.op();
    double multiplier =
        product.alpha() * found.inputParams().exactScale(0) * found.otherParams().exactScale(0);
    List<Value> inputs = new ArrayList<>(List.of(found.input(), found.other()));
    inputs.add(
        editor.addConstant(node.name() + ".multiplier", Tensor.of(new double[] {multiplier}, 1)));
    inputs.add(editor.addConstant(node.name() + ".bias", Tensor.of(new double[1], 1)));
    if (product.epilogue().residual()) {
      inputs.add(node.inputs().getLast());
    }
    Op operation = LinearOps.with(product, product.epilogue().withBias());
    return node.with(new Quantized(operation, found.inputParams(), Result.FLOAT), inputs);
  }

  /** A factor of the operator's own, and what is added inside of it, has no place in the steps. */
  private static boolean inSteps(Op op, Epilogue epilogue, QuantizationMatch.Found found) {
    boolean plain = !(op instanceof MatMul product) || product.alpha() == 1;
    return found.params().sumsInSteps() && plain && !epilogue.residual();
  }

  private static SumScaling steps(QuantizationMatch.Found found) {
    QuantParams weights = found.params();
    double levels = (double) found.inputParams().levels() * weights.levels();
    return weights.isPerTensor()
        ? new SumScaling.InSteps(1, (float) (levels / weights.threshold(0)))
        : new SumScaling.InSteps(found.inputParams().threshold(0), (float) levels);
  }

  private static double firstStep(QuantizationMatch.Found found, int scale) {
    QuantParams weights = found.params();
    return weights.isPerTensor() ? found.inputParams().threshold(0) : weights.threshold(scale);
  }
}
