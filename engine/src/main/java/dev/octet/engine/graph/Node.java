package dev.octet.engine.graph;

import dev.octet.engine.op.Op;
import java.util.List;

/**
 * One operation of a graph.
 *
 * @param name unique in the graph; that of the first output where the source has none
 * @param type the source's word for the operator, such as {@code depthwise_conv2d}; lists of
 *     operator types and reports use it
 */
public record Node(String name, String type, Op op, List<Value> inputs, List<Value> outputs) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("node '" + name + "' has no output");
    }
  }

  /**
   * @throws GraphException if the node has fewer inputs, which a graph from a file can
   */
  public Value input(int index) {
    if (index >= inputs.size()) {
      throw new GraphException(
          "node '%s' (%s) has %d inputs, but needs %d or more"
              .formatted(name, type, inputs.size(), index + 1));
    }
    return inputs.get(index);
  }

  /** The only output, or the first of several. */
  public Value output() {
    return outputs.getFirst();
  }

  /** The same node with another operator and inputs. */
  public Node with(Op op, List<Value> inputs) {
    return new Node(name, type, op, inputs, outputs);
  }

  /** As {@code conv2d_0.tmp_0 = conv2d(x, w)}. */
  @Override
  public String toString() {
    return outputs + " = " + type + inputs + " " + op;
  }
}
