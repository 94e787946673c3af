package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Folds batch normalisation, a bias, and any other product and sum with a constant a channel into
 * the linear operator before it: into weights and bias of a float one, into multiplier and bias of
 * an integer one, whose integers stay as they are.
 */
public final class FoldAffine implements Pass {
  private final ConstantEvaluator evaluator;

  public FoldAffine(ConstantEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public Graph apply(Graph graph) {
    ProbedFacts facts = ProbedFacts.of(graph, evaluator, 2, 64);
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      editor.emit(folded(editor, facts, node).orElse(node));
    }
    return editor.finish();
  }

  private static Optional<Node> folded(GraphEditor editor, ProbedFacts facts, Node node) {
    for (Value input : node.inputs()) {
      Optional<Node> linear =
          editor
              .producer(input)
              .filter(before -> editor.isReadOnce(input) && accepts(editor, before));
      if (linear.isPresent()) {
        Node before = linear.get();
        int channels = channels(editor, before);
        return ChannelAffine.of(node, input, channels, facts, editor::constant)
            .filter(affine -> keepsSteps(editor, before, affine))
            .map(affine -> fold(editor, before, affine, node));
      }
    }
    return Optional.empty();
  }

  /** Whether nothing follows the sums yet but a bias, and the weights can be changed. */
  private static boolean accepts(GraphEditor editor, Node node) {
    Op operation =
        node.op() instanceof Quantized(Op inner, _, _, Result.Real _) ? inner : node.op();
    if (!LinearOps.isLinear(operation)) {
      return false;
    }
    Epilogue epilogue = LinearOps.epilogue(operation);
    if (epilogue.residual() || !(epilogue.activation() instanceof Activation.None)) {
      return false;
    }
    // What may follow the bias of an integer one are thresholds of the run.
    int end = node.op() instanceof Quantized ? 4 : node.inputs().size();
    for (int i = 1; i < end; i++) {
      if (editor.constant(node.input(i)).isEmpty()) {
        return false;
      }
    }
    Shape weights = editor.constant(node.input(1)).orElseThrow().shape();
    return LinearOps.channelAxis(operation, weights) >= 0;
  }

  /** Steps end with one bias; a second one would have to be rounded by itself. */
  private static boolean keepsSteps(GraphEditor editor, Node before, ChannelAffine affine) {
    return !(before.op() instanceof Quantized(_, _, SumScaling.InSteps _, _))
        || !affine.isShift()
        || Arrays.stream(doubles(editor, before.input(3))).allMatch(bias -> bias == 0);
  }

  private static int channels(GraphEditor editor, Node node) {
    Op operation = node.op() instanceof Quantized quantized ? quantized.operation() : node.op();
    return LinearOps.outputChannels(
        operation, editor.constant(node.input(1)).orElseThrow().shape());
  }

  private static Node fold(GraphEditor editor, Node before, ChannelAffine affine, Node after) {
    List<Value> inputs = new ArrayList<>(before.inputs());
    Op op = before.op();
    String name = before.name();
    if (op
        instanceof Quantized(Op operation, QuantParams input, SumScaling scaling, Result result)) {
      double[] multiplier = doubles(editor, inputs.get(2));
      double[] bias = doubles(editor, inputs.get(3));
      if (scaling instanceof SumScaling.InSteps(float factor, float divisor) && !affine.isShift()) {
        for (int i = 0; i < multiplier.length; i++) {
          multiplier[i] *= (double) factor / divisor;
        }
        op = new Quantized(operation, input, result);
      }
      affine.applyTo(multiplier, bias);
      inputs.set(2, editor.addConstant(name + ".multiplier", Tensor.of(multiplier, bias.length)));
      inputs.set(3, editor.addConstant(name + ".bias", Tensor.of(bias, bias.length)));
    } else {
      Tensor weights = editor.constant(inputs.get(1)).orElseThrow();
      int channels = LinearOps.outputChannels(op, weights.shape());
      double[] bias =
          LinearOps.epilogue(op).bias() ? doubles(editor, inputs.get(2)) : new double[channels];
      double[] factors = new double[channels];
      Arrays.fill(factors, 1);
      affine.applyTo(factors, bias);
      if (!affine.isShift()) {
        inputs.set(1, editor.addConstant(name + ".weights", scaled(op, weights, factors)));
      }
      float[] rounded = new float[channels];
      for (int i = 0; i < channels; i++) {
        rounded[i] = (float) bias[i];
      }
      Value biasValue = editor.addConstant(name + ".bias", Tensor.of(rounded, channels));
      if (LinearOps.epilogue(op).bias()) {
        inputs.set(2, biasValue);
      } else {
        inputs.add(2, biasValue);
        op = LinearOps.with(op, LinearOps.epilogue(op).withBias());
      }
    }
    return new Node(name, before.type(), op, inputs, List.of(after.output()));
  }

  private static double[] doubles(GraphEditor editor, Value value) {
    Tensor tensor = editor.constant(value).orElseThrow();
    double[] elements = new double[tensor.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.element(i);
    }
    return elements;
  }

  /** The weights with each output channel times its factor. */
  static Tensor scaled(Op op, Tensor weights, double[] factors) {
    Shape shape = weights.shape();
    int axis = LinearOps.channelAxis(op, shape);
    int perGroup = shape.dim(axis);
    int inner = shape.elements(axis + 1, shape.rank());
    int groups = factors.length / perGroup;
    float[] data = weights.toFloats();
    int perGroupBlock = data.length / groups;
    for (int i = 0; i < data.length; i++) {
      int channel = i / perGroupBlock * perGroup + i / inner % perGroup;
      data[i] = (float) (data[i] * factors[channel]);
    }
    return Tensor.of(DType.FLOAT32, shape, MemorySegment.ofArray(data));
  }
}
