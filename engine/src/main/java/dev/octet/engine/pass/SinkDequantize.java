package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves a {@link Dequantize} behind the operators that only move elements between it and a linear
 * operator: a change of layout, the height that a one-dimensional convolution gets, padding. They
 * then move integers, and the linear operator finds its inputs in the normal form.
 */
public final class SinkDequantize implements Pass {
  @Override
  public Graph apply(Graph graph) {
    Set<Value> wanted = readByLinear(graph);
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      if (!wanted.contains(original.output()) || !sink(editor, node)) {
        editor.emit(node);
      }
    }
    return editor.finish();
  }

  /** The values that linear operators multiply, and those that are only moved to become such. */
  private static Set<Value> readByLinear(Graph graph) {
    Set<Value> values = new HashSet<>();
    for (Node node : graph.nodes().reversed()) {
      if (LinearOps.isLinear(node.op())) {
        values.add(node.input(0));
        values.add(node.input(1));
      } else if (MovementOps.moves(node.op()) && values.contains(node.output())) {
        values.add(node.input(0));
      }
    }
    return values;
  }

  private static boolean sink(GraphEditor editor, Node node) {
    if (!MovementOps.moves(node.op())) {
      return false;
    }
    Optional<Node> producer = editor.producer(node.input(0));
    if (producer.isEmpty() || !(producer.get().op() instanceof Dequantize(QuantParams params))) {
      return false;
    }
    Value integers = producer.get().input(0);
    Optional<QuantParams> moved = moved(params, node.op(), editor.constant(integers));
    if (moved.isEmpty()) {
      return false;
    }
    List<Value> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, integers);
    Value result = editor.fresh(node.output().name() + ".integers");
    editor.emit(new Node(node.name(), node.type(), node.op(), inputs, List.of(result)));
    Value real = node.output();
    Dequantize op = new Dequantize(moved.get());
    String name = result.name() + ".dequantized";
    editor.emit(new Node(name, op.name(), op, List.of(result), List.of(real)));
    return true;
  }

  /** What the moved integers stand for; empty where scales along an axis would be torn apart. */
  private static Optional<QuantParams> moved(QuantParams params, Op op, Optional<Tensor> constant) {
    if (params.isPerTensor()) {
      return Optional.of(params);
    }
    return switch (op) {
      case Transpose transpose ->
          Optional.of(transpose.permutation().indexOf(params.axis()))
              .filter(axis -> axis >= 0)
              .map(params::withAxis);
      case Unsqueeze unsqueeze ->
          constant.map(
              tensor -> params.withAxis(axisIn(unsqueeze, params.axis(), tensor.shape().rank())));
      default -> Optional.empty();
    };
  }

  private static int axisIn(Unsqueeze op, int axis, int rank) {
    int moved = axis;
    int grown = rank;
    for (int stated : op.axes()) {
      grown++;
      int place = stated < 0 ? stated + grown : stated;
      moved += place <= moved ? 1 : 0;
    }
    return moved;
  }
}
