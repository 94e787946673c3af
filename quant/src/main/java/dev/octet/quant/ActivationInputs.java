package dev.octet.quant;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import java.util.List;

/** What full quantization rounds in front of operators without weights. */
final class ActivationInputs {
  private ActivationInputs() {}

  /**
   * The inputs of {@code node} that are rounded unless one of them is a constant, as Paddle has it:
   * statistics, shapes and indices do not count. Empty for operators that stay as they are.
   */
  static List<Value> of(Node node) {
    return switch (node.op()) {
      case Activate _,
          AdaptivePool2d _,
          ArgMax _,
          BatchNorm _,
          Cast _,
          Expand _,
          Flatten _,
          FlattenTo2d _,
          Gather _,
          Identity _,
          Interpolate _,
          LayerNorm _,
          Pad _,
          Pool2d _,
          Reduce _,
          Reshape _,
          Scale _,
          Slice _,
          Softmax _,
          Split _,
          Squeeze _,
          Transpose _,
          Unsqueeze _ ->
          List.of(node.input(0));
      case Binary binary ->
          switch (binary.kind()) {
            case ADD, SUB, MUL, POW -> node.inputs();
            default -> List.of();
          };
      case PRelu _, FullyConnected _, MatMul _ -> List.of(node.input(0), node.input(1));
      case Concat _, Stack _ -> node.inputs();
      default -> List.of();
    };
  }
}
