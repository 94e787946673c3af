package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Stack;
import dev.octet.engine.tensor.QuantParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves a {@link Quantize} towards the inputs through operators that give the same whether they see
 * the numbers before or after it: relu, maximum pooling, and whatever only moves elements. So they
 * run on int8, and the conversion meets the operator that can give int8 by itself.
 */
public final class SinkQuantize implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      if (node.op() instanceof Quantize(QuantParams params) && params.isPerTensor()) {
        convert(editor, node, params);
      } else {
        editor.emit(node);
      }
    }
    return editor.finish();
  }

  /** Emits nodes that give {@code node.output()}, the int8 form of {@code node.input(0)}. */
  private static void convert(GraphEditor editor, Node node, QuantParams params) {
    Value value = node.input(0);
    Optional<Node> producer = editor.producer(value);
    if (producer.isPresent()) {
      Node before = producer.get();
      if (before.op() instanceof Dequantize(QuantParams from) && isReused(from, params)) {
        reuse(editor, node, before.input(0), from, params);
        return;
      }
      if (editor.isReadOnce(value) && before.outputs().size() == 1 && commutes(before.op())) {
        List<Value> inputs = new ArrayList<>(before.inputs());
        int data = joins(before.op()) ? inputs.size() : 1;
        for (int i = 0; i < data; i++) {
          inputs.set(i, converted(editor, inputs.get(i), params));
        }
        editor.emit(new Node(before.name(), before.type(), before.op(), inputs, node.outputs()));
        return;
      }
    }
    editor.emit(node);
  }

  private static boolean isReused(QuantParams from, QuantParams to) {
    return from.isPerTensor() && (from.equals(to) || to.allowsRequantization());
  }

  private static Value converted(GraphEditor editor, Value value, QuantParams params) {
    Value int8 = editor.fresh(value.name() + ".int8");
    convert(
        editor,
        new Node(int8.name(), "quantize", new Quantize(params), List.of(value), List.of(int8)),
        params);
    return editor.resolve(int8);
  }

  /** The integers before a {@link Dequantize}, brought to another scale where it differs. */
  private static void reuse(
      GraphEditor editor, Node node, Value integers, QuantParams from, QuantParams to) {
    if (!from.equals(to)) {
      editor.emit(node.with(new Requantize(from, to), List.of(integers)));
    } else if (editor.isOutput(node.output())) {
      editor.emit(node.with(new Identity(), List.of(integers)));
    } else {
      editor.substitute(node.output(), integers);
    }
  }

  private static boolean joins(Op op) {
    return op instanceof Concat || op instanceof Stack;
  }

  private static boolean commutes(Op op) {
    return switch (op) {
      case Activate(Activation.Relu _) -> true;
      case Pool2d pool -> pool.kind() == PoolKind.MAX;
      case AdaptivePool2d pool -> pool.kind() == PoolKind.MAX;
      case Interpolate resize -> resize.mode() == Interpolate.Mode.NEAREST;
      case Concat _, Stack _ -> true;
      default -> MovementOps.moves(op);
    };
  }
}
