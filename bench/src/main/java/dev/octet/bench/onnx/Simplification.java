package dev.octet.bench.onnx;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.pass.FoldAffine;
import dev.octet.engine.pass.FoldConstants;
import dev.octet.engine.pass.FuseActivation;
import dev.octet.engine.pass.Passes;
import dev.octet.engine.pass.RemoveIdentity;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds what every engine folds: constants, batch normalisation and biases. Each activation then
 * lies in the epilogue of the operator before it, so that the numbers that are to be quantized are
 * the outputs of nodes. Residual sums stay operators of their own.
 */
final class Simplification {
  private Simplification() {}

  static Graph of(Graph graph) {
    return Passes.sequence(
            new RemoveIdentity(),
            FoldConstants.all(Simplification::evaluate),
            new FoldAffine(Simplification::evaluate),
            new FuseActivation())
        .apply(graph);
  }

  private static Optional<List<Tensor>> evaluate(Node node, List<Tensor> tensors) {
    var builder = new GraphBuilder();
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<Value> inputs = new ArrayList<>();
    for (Tensor tensor : tensors) {
      Value value = builder.input("input" + inputs.size(), tensor.dtype(), tensor.shape());
      inputs.add(value);
      named.put(value.name(), tensor);
    }
    List<String> names = node.outputs().stream().map(Value::name).toList();
    Node copy = builder.add(node.name(), node.type(), node.op(), inputs, names);
    try (var session = Octet.compile(builder.build(copy.outputs())).newSession()) {
      return Optional.of(session.run(named).values().stream().map(Tensor::copy).toList());
    }
  }
}
