package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Computes what a node gives for constant inputs. */
@FunctionalInterface
public interface ConstantEvaluator {
  /**
   * @return a tensor for each output; empty if they are too large to be held, and the node should
   *     stay
   */
  Optional<List<Tensor>> evaluate(Node node, List<Tensor> inputs);
}
