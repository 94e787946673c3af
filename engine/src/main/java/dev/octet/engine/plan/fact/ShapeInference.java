package dev.octet.engine.plan.fact;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import java.util.List;

/** Finds type and shape of what a node gives from what is known of its inputs. */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * @param inputs a fact for each input of the node, with known shapes
   * @return a fact for each output of the node
   * @throws GraphException if the inputs do not fit the operator; the message names the node
   */
  public static List<Fact> infer(Node node, List<Fact> inputs) {
    throw new GraphException("node " + node + " " + inputs);
  }
}
