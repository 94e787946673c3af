package dev.octet.quant;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads samples, checks them against the inputs of a graph, and stacks those of equal shapes along
 * dimension 0. Where an input's dimension 0 is fixed, each sample is a whole set of inputs and is
 * not stacked.
 */
final class SampleReader {
  private final List<Input> inputs;
  private final Iterator<Map<String, Tensor>> samples;
  private final int limit;
  private final boolean stacks;
  private final List<Map<String, Tensor>> waiting = new ArrayList<>();
  private int read;

  /**
   * @param limit how many samples to read at most
   */
  SampleReader(List<Input> inputs, Iterator<Map<String, Tensor>> samples, int limit) {
    this.inputs = inputs;
    this.samples = samples;
    this.limit = limit;
    this.stacks =
        inputs.stream()
            .allMatch(input -> input.shape().rank() > 0 && input.shape().dim(0) == Shape.UNKNOWN);
  }

  /**
   * The next samples, at least one and at most {@code most}; empty after the last.
   *
   * @throws QuantizationException if a sample does not fit the inputs or is not finite
   */
  Optional<SampleBatch> next(int most) {
    int wanted = stacks ? most : 1;
    while (waiting.size() < wanted && shapesAgree() && read < limit && samples.hasNext()) {
      waiting.add(check(samples.next()));
      read++;
    }
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    int first = read - waiting.size();
    int count = shapesAgree() ? waiting.size() : waiting.size() - 1;
    List<Map<String, Tensor>> taken = waiting.subList(0, count);
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (Input input : inputs) {
      stacked.put(
          input.name(), stack(taken.stream().map(sample -> sample.get(input.name())).toList()));
    }
    taken.clear();
    return Optional.of(new SampleBatch(stacked, first, count));
  }

  /** Whether the last waiting sample, which alone can differ, has the shapes of the first. */
  private boolean shapesAgree() {
    return waiting.size() < 2
        || inputs.stream()
            .map(Input::name)
            .allMatch(
                name ->
                    waiting
                        .getFirst()
                        .get(name)
                        .shape()
                        .equals(waiting.getLast().get(name).shape()));
  }

  private static Tensor stack(List<Tensor> items) {
    if (items.size() == 1) {
      return items.getFirst();
    }
    Tensor first = items.getFirst();
    Tensor stacked = Tensor.zeros(first.dtype(), first.shape().with(0, items.size()));
    long bytes = first.byteSize();
    for (int i = 0; i < items.size(); i++) {
      MemorySegment.copy(items.get(i).segment(), 0, stacked.segment(), i * bytes, bytes);
    }
    return stacked;
  }

  private Map<String, Tensor> check(Map<String, Tensor> sample) {
    Map<String, Tensor> checked = new LinkedHashMap<>();
    for (Input input : inputs) {
      Tensor tensor = sample.get(input.name());
      if (tensor == null) {
        throw new QuantizationException(
            "sample %d has no tensor for input '%s': it has %s"
                .formatted(read, input.name(), sample.keySet()));
      }
      checked.put(input.name(), check(input, tensor));
    }
    for (String name : sample.keySet()) {
      if (!checked.containsKey(name)) {
        throw new QuantizationException(
            "sample %d has a tensor '%s', and the graph has no such input: it has %s"
                .formatted(read, name, checked.keySet()));
      }
    }
    return checked;
  }

  /** The tensor with its batch dimension. */
  private Tensor check(Input input, Tensor tensor) {
    Shape declared = input.shape();
    Shape one = stacks ? declared.with(0, 1) : declared;
    Tensor whole = tensor;
    if (tensor.shape().rank() == declared.rank() - 1 && one.dim(0) == 1) {
      int[] dims = new int[declared.rank()];
      dims[0] = 1;
      System.arraycopy(tensor.shape().toArray(), 0, dims, 1, dims.length - 1);
      whole = tensor.reshape(dims);
    }
    if (tensor.dtype() != input.dtype() || !one.accepts(whole.shape())) {
      throw new QuantizationException(
          "sample %d of input '%s' must be %s%s%s, but is %s"
              .formatted(
                  read,
                  input.name(),
                  input.dtype(),
                  one,
                  stacks ? ", one sample at a time" : "",
                  tensor));
    }
    if (tensor.dtype() == DType.FLOAT32) {
      requireFinite(input, whole);
    }
    return whole;
  }

  private void requireFinite(Input input, Tensor tensor) {
    FloatElements elements = FloatElements.of(tensor);
    for (int i = elements.from(); i < elements.to(); i++) {
      if (!Float.isFinite(elements.array()[i])) {
        throw new QuantizationException(
            "sample %d of input '%s' holds %s at element %d: samples must be finite"
                .formatted(read, input.name(), elements.array()[i], i - elements.from()));
      }
    }
  }
}
