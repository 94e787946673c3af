package dev.octet.engine.plan;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What is made once a model and shared by the plans of all input shapes: packed weights, constants.
 */
public final class OnceCache {
  /** An input of a node, by the node's first output. */
  private record Reader(Value output, int index) {}

  private final ConcurrentHashMap<String, Object> entries = new ConcurrentHashMap<>();
  private final Set<Reader> absorbed = ConcurrentHashMap.newKeySet();
  private final LongAdder constantBytes = new LongAdder();
  private final Set<Value> fixedImages;

  /**
   * @param fixedImages the values whose shapes differ in the first dimension at most, in all plans
   */
  public OnceCache(Set<Value> fixedImages) {
    this.fixedImages = Set.copyOf(fixedImages);
  }

  boolean isImageFixed(Value value) {
    return fixedImages.contains(value);
  }

  <T> T get(String key, Class<T> type, Supplier<T> make) {
    return type.cast(entries.computeIfAbsent(key, _ -> make.get()));
  }

  /** Records that the elements of some inputs of {@code node} are in what was made for it. */
  void absorb(Node node, int[] inputs) {
    for (int index : inputs) {
      absorbed.add(new Reader(node.output(), index));
    }
  }

  /** The array of a constant of the graph. */
  Object constant(Value value, Tensor tensor) {
    return entries.computeIfAbsent(
        "constant " + value,
        _ -> {
          constantBytes.add(tensor.byteSize());
          return TensorArrays.toArray(tensor);
        });
  }

  /** The bytes of all arrays of constants. */
  public long constantBytes() {
    return constantBytes.sum();
  }

  /**
   * The graph without the constants that all their readers have absorbed. They become inputs, after
   * those that the graph has, so that a plan still knows their types and shapes.
   */
  public Graph withoutAbsorbed(Graph graph) {
    Set<Value> read = new HashSet<>(graph.outputs());
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        if (!absorbed.contains(new Reader(node.output(), i))) {
          read.add(node.input(i));
        }
      }
    }
    List<Input> inputs = new ArrayList<>(graph.inputs());
    Map<Value, Tensor> kept = new LinkedHashMap<>();
    graph
        .constants()
        .forEach(
            (value, tensor) -> {
              if (read.contains(value)) {
                kept.put(value, tensor);
              } else {
                inputs.add(new Input(value, tensor.dtype(), tensor.shape()));
              }
            });
    return new Graph(inputs, kept, graph.nodes(), graph.outputs());
  }
}
