package dev.octet.formats.paddle;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a program declares of its variables. Shapes are inferred twice, with different numbers in
 * place of the dimensions that inputs leave open; where the results differ, they are open too.
 */
final class DeclaredShapes {
  private static final long UNKNOWN = -1;

  /** Longer ones are no shapes. */
  private static final int LONGEST_VECTOR = 64;

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
          List<Fact> inputs = node.inputs().stream().map(facts::get).toList();
          List<Fact> outputs = known(node, inputs, ShapeInference.infer(node, inputs));
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

  /** Shapes are what a program computes of shapes: those vectors are computed here too. */
  private static List<Fact> known(Node node, List<Fact> inputs, List<Fact> outputs) {
    boolean given = outputs.stream().allMatch(Fact::isConstant);
    boolean computable =
        inputs.stream().allMatch(Fact::isConstant)
            && Stream.concat(inputs.stream(), outputs.stream())
                .allMatch(fact -> fact.shape().elements() <= LONGEST_VECTOR);
    if (given || !computable) {
      return outputs;
    }
    Map<Value, Tensor> constants = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      constants.put(node.input(i), inputs.get(i).constant().orElseThrow());
    }
    Graph alone = new Graph(List.of(), constants, List.of(node), node.outputs());
    try (Session session = Octet.compile(alone).newSession()) {
      return session.run(Map.of()).values().stream().map(Tensor::copy).map(Fact::of).toList();
    }
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
