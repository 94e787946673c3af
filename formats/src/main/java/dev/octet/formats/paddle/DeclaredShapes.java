package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a program declares of its variables. Shapes are inferred twice, with different numbers in
 * place of the dimensions that inputs leave open; where the results differ, they are open too.
 */
final class DeclaredShapes {
  private static final long UNKNOWN = -1;

  private final Map<Value, Fact> small;
  private final Map<Value, Fact> large;

  private DeclaredShapes(Map<Value, Fact> small, Map<Value, Fact> large) {
    this.small = small;
    this.large = large;
  }

  static DeclaredShapes of(Graph graph) {
    return new DeclaredShapes(infer(graph, 2, 64), infer(graph, 3, 96));
  }

  private static Map<Value, Fact> infer(Graph graph, int batch, int size) {
    Map<Value, Fact> facts = new HashMap<>();
    graph.constants().forEach((value, tensor) -> facts.put(value, Fact.of(tensor)));
    for (Input input : graph.inputs()) {
      int[] dims = input.shape().toArray();
      for (int i = 0; i < dims.length; i++) {
        dims[i] = dims[i] != Shape.UNKNOWN ? dims[i] : i == 0 ? batch : size;
      }
      facts.put(input.value(), Fact.of(input.dtype(), Shape.of(dims)));
    }
    for (Node node : graph.nodes()) {
      if (facts.keySet().containsAll(node.inputs())) {
        try {
          List<Fact> outputs =
              ShapeInference.infer(node, node.inputs().stream().map(facts::get).toList());
          for (int i = 0; i < outputs.size(); i++) {
            facts.put(node.outputs().get(i), outputs.get(i));
          }
        } catch (GraphException _) {
          // These numbers do not suit the node, or its shape depends on elements.
        }
      }
    }
    return facts;
  }

  /** The type of elements; float32 where it is not known. */
  DType dtype(Value value) {
    Fact fact = small.get(value);
    return fact == null ? DType.FLOAT32 : fact.dtype();
  }

  OptionalInt rank(Value value) {
    Fact fact = small.get(value);
    return fact == null ? OptionalInt.empty() : OptionalInt.of(fact.shape().rank());
  }

  /** The dimensions, -1 where they are open; none if nothing is known. */
  List<Long> dims(Value value) {
    Fact one = small.get(value);
    Fact other = large.get(value);
    List<Long> dims = new ArrayList<>();
    if (one != null) {
      boolean comparable = other != null && other.shape().rank() == one.shape().rank();
      for (int i = 0; i < one.shape().rank(); i++) {
        boolean fixed = comparable && one.dim(i) == other.dim(i);
        dims.add(fixed ? one.dim(i) : UNKNOWN);
      }
    }
    return dims;
  }
}
