package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes nodes apart that no operator of Paddle does alone, such as a convolution with bias and
 * activation. The value with the node's name is the last result.
 */
final class SingleOperators {
  /** A fully connected layer with bias and relu, which is an operator. */
  static final String FULLY_CONNECTED = "fc";

  /** The only one that Paddle's kernel computes, whatever the attributes say (2.6.2). */
  private static final Activation HARD_SWISH = new Activation.HardSwish(6, 6, 3);

  private static final int CHANNEL_AXIS = 1;
  private static final int LAST_AXIS = -1;

  private final GraphRewriting graph;

  private SingleOperators(GraphRewriting graph) {
    this.graph = graph;
  }

  static Graph of(Graph source) {
    SingleOperators operators = new SingleOperators(new GraphRewriting(source));
    source.nodes().forEach(operators::emit);
    return operators.graph.finish();
  }

  /** Takes the epilogue of a linear node apart while another graph is made. */
  static void emitEpilogue(
      GraphRewriting graph, Node node, Value sum, Epilogue epilogue, int weightColumnDims) {
    new SingleOperators(graph).finish(node, sum, epilogue, weightColumnDims);
  }

  private void emit(Node node) {
    switch (node.op()) {
      case Conv2d op when isLong(op.epilogue()) ->
          split(node, new Conv2d(op.window(), op.groups()), op.epilogue(), 0);
      case ConvTranspose2d op when isLong(op.epilogue()) ->
          split(node, withoutEpilogue(op), op.epilogue(), 0);
      case FullyConnected op when isLong(op.epilogue()) && !isFullyConnected(node, op) ->
          split(
              node,
              new FullyConnected(op.inputColumnDims(), op.weightColumnDims()),
              op.epilogue(),
              op.weightColumnDims());
      case MatMul op when isLong(op.epilogue()) || isScaled(node, op) -> product(node, op);
      case Binary op when !isNone(op.activation()) -> {
        Value raw = step(node, new Binary(op.kind(), op.axis()), node.inputs());
        give(node, new Activate(op.activation()), raw);
      }
      case Activate op -> give(node, op, node.input(0));
      case Pad op when op.mode() == Pad.Mode.CIRCULAR && op.paddings().size() == 8 -> {
        List<Integer> paddings = new ArrayList<>(op.paddings());
        paddings.addAll(4, List.of(0, 0));
        Value deep = step(node, new Unsqueeze(List.of(2)), node.inputs());
        Value padded = step(node, new Pad(op.mode(), paddings, op.value()), List.of(deep));
        give(node, new Squeeze(List.of(2)), padded);
      }
      default -> graph.emit(node);
    }
  }

  static ConvTranspose2d withoutEpilogue(ConvTranspose2d op) {
    return new ConvTranspose2d(
        op.window(),
        op.groups(),
        op.outputPaddingHeight(),
        op.outputPaddingWidth(),
        op.outputHeight(),
        op.outputWidth(),
        Epilogue.NONE);
  }

  private static boolean isLong(Epilogue epilogue) {
    return epilogue.bias() || epilogue.residual() || !isNone(epilogue.activation());
  }

  private static boolean isNone(Activation activation) {
    return activation instanceof Activation.None;
  }

  private boolean isFullyConnected(Node node, FullyConnected op) {
    Epilogue epilogue = op.epilogue();
    return node.type().equals(FULLY_CONNECTED)
        && !epilogue.residual()
        && op.weightColumnDims() == 1
        && (isNone(epilogue.activation()) || epilogue.activation() instanceof Activation.Relu);
  }

  private static boolean isScaled(Node node, MatMul op) {
    return op.alpha() != 1 && !node.type().equals("matmul");
  }

  private void product(Node node, MatMul op) {
    boolean scaled = isScaled(node, op);
    Op product = new MatMul(op.transposeX(), op.transposeY(), scaled ? 1 : op.alpha());
    List<Value> operands = node.inputs().subList(0, 2);
    if (!isLong(op.epilogue())) {
      Value raw = step(node, product, operands);
      give(node, new Scale(op.alpha(), 0, true, false), raw);
      return;
    }
    Value raw = graph.fresh(node.output().name());
    graph.emit(new Node(raw.name(), node.type(), product, operands, List.of(raw)));
    if (scaled) {
      raw = step(node, new Scale(op.alpha(), 0, true, false), List.of(raw));
    }
    finish(node, raw, op.epilogue(), 1);
  }

  private void split(Node node, Op linear, Epilogue epilogue, int weightColumnDims) {
    Value raw = graph.fresh(node.output().name());
    graph.emit(
        new Node(raw.name(), node.type(), linear, node.inputs().subList(0, 2), List.of(raw)));
    finish(node, raw, epilogue, weightColumnDims);
  }

  /**
   * @param weightColumnDims 0 for a convolution, whose bias runs along dimension 1
   */
  private void finish(Node node, Value sum, Epilogue epilogue, int weightColumnDims) {
    List<Op> steps = new ArrayList<>();
    List<Optional<Value>> operands = new ArrayList<>();
    if (epilogue.bias()) {
      steps.add(new Binary(BinaryKind.ADD, weightColumnDims == 0 ? CHANNEL_AXIS : LAST_AXIS));
      operands.add(Optional.of(bias(node, weightColumnDims)));
    }
    if (epilogue.residual()) {
      steps.add(new Binary(BinaryKind.ADD, LAST_AXIS));
      operands.add(Optional.of(node.inputs().getLast()));
    }
    if (!isNone(epilogue.activation())) {
      steps.add(new Activate(epilogue.activation()));
      operands.add(Optional.empty());
    }
    Value value = sum;
    for (int i = 0; i < steps.size(); i++) {
      List<Value> inputs = new ArrayList<>(List.of(value));
      operands.get(i).ifPresent(inputs::add);
      if (i == steps.size() - 1) {
        give(node, steps.get(i), inputs.toArray(Value[]::new));
      } else {
        value = step(node, steps.get(i), inputs);
      }
    }
  }

  /** A constant bias in the shape of what it is added to. */
  private Value bias(Node node, int weightColumnDims) {
    Value bias = node.input(2);
    Optional<Tensor> known = graph.constant(bias);
    Optional<Tensor> weights = graph.constant(node.input(1));
    if (known.isEmpty()) {
      return bias;
    }
    int[] dims = {known.get().elements()};
    if (weightColumnDims > 0
        && weights.isPresent()
        && node.op() instanceof FullyConnected
        && weights.get().shape().rank() - weightColumnDims > 1) {
      int[] all = weights.get().shape().toArray();
      dims = Arrays.copyOfRange(all, weightColumnDims, all.length);
    }
    return Arrays.equals(dims, known.get().shape().toArray())
        ? bias
        : graph.constant(bias.name(), known.get().reshape(dims));
  }

  private Value step(Node node, Op op, List<Value> inputs) {
    return graph.add(node.output().name(), typeOf(op), op, inputs.toArray(Value[]::new));
  }

  private void give(Node node, Op op, Value... inputs) {
    switch (op) {
      case Activate(Activation.Swish(float beta)) when beta != 1 -> {
        Value scaled = step(node, new Scale(beta, 0, true, false), List.of(inputs));
        Value gate = step(node, new Activate(Activation.Function.SIGMOID), List.of(scaled));
        give(node, new Binary(BinaryKind.MUL, LAST_AXIS), inputs[0], gate);
      }
      case Activate(Activation.HardSwish function) when !function.equals(HARD_SWISH) -> {
        Scale shift = new Scale(1, function.offset(), true, false);
        Activation clip = new Activation.Clip(0, function.threshold());
        Value shifted = step(node, shift, List.of(inputs));
        Value gate = step(node, new Activate(clip), List.of(shifted));
        Value product = step(node, new Binary(BinaryKind.MUL, LAST_AXIS), List.of(inputs[0], gate));
        give(node, new Scale(1 / function.scale(), 0, true, false), product);
      }
      default -> {
        String type = op.equals(node.op()) ? node.type() : typeOf(op);
        graph.emit(new Node(node.name(), type, op, List.of(inputs), node.outputs()));
      }
    }
  }

  private static String typeOf(Op op) {
    return op.name().toLowerCase(Locale.ROOT);
  }
}
