package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The weights of a model that are integers.
 *
 * @param tensors how many tensors there are
 * @param weights how many numbers they hold
 * @param bits the widths they are quantized to
 * @param activations how many values are quantized when the model runs
 * @param storedBytes what all parameters take in the files
 * @param memoryBytes what all constants take in memory
 */
record QuantizedWeights(
    int tensors,
    long weights,
    Set<Integer> bits,
    int activations,
    long storedBytes,
    long memoryBytes) {
  static final QuantizedWeights NONE = new QuantizedWeights(0, 0, Set.of(), 0, 0, 0);

  static QuantizedWeights of(Graph graph, long storedBytes) {
    Set<Value> counted = new HashSet<>();
    Set<Integer> bits = new TreeSet<>();
    Set<Value> quantized = new HashSet<>();
    long weights = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Quantize) {
        quantized.add(node.input(0));
      }
      if (node.op() instanceof Dequantize(QuantParams params)) {
        Optional<Tensor> integers = graph.constant(node.input(0));
        if (integers.isPresent() && counted.add(node.input(0))) {
          bits.add(params.bits());
          weights += integers.get().elements();
        }
      }
    }
    long memory = graph.constants().values().stream().mapToLong(Tensor::byteSize).sum();
    return new QuantizedWeights(
        counted.size(), weights, bits, quantized.size(), storedBytes, memory);
  }

  /** As {@code 117,000 weights of 8 bits in 4 tensors, 4 activations}. */
  String found() {
    String widths = bits.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "%s weights of %s bits in %d tensors, %d activations"
        .formatted(Quantity.count(weights), widths, tensors, activations);
  }

  /** As {@code 469 kB of parameters in the files, 118 kB in memory (3.97x)}. */
  String saved() {
    return "%s of parameters in the files, %s in memory (%s)"
        .formatted(
            Quantity.bytes(storedBytes),
            Quantity.bytes(memoryBytes),
            Quantity.factor((double) storedBytes / Math.max(1, memoryBytes)));
  }
}
