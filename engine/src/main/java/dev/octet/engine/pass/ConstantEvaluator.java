package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.tensor.Tensor;
import java.util.List;

/** Computes what a node gives for constant inputs. */
@FunctionalInterface
public interface ConstantEvaluator {
  List<Tensor> evaluate(Node node, List<Tensor> inputs);
}
