package dev.octet.quant;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calibration data, one sample at a time. A sample has a tensor for each input of the graph,
 * without the batch dimension or with one of 1: {@code [3,224,224]} or {@code [1,3,224,224]} for an
 * input that is declared as {@code [?,3,224,224]}.
 *
 * <p>An algorithm may read the samples more than once, and must then get the same ones.
 */
public final class Samples {
  private final Function<List<Input>, Iterator<Map<String, Tensor>>> reader;

  private Samples(Function<List<Input>, Iterator<Map<String, Tensor>>> reader) {
    this.reader = reader;
  }

  /** The samples of a graph with one input. */
  public static Samples of(Iterable<Tensor> samples) {
    return new Samples(
        inputs -> {
          String name = onlyName(inputs);
          Iterator<Tensor> tensors = samples.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return tensors.hasNext();
            }

            @Override
            public Map<String, Tensor> next() {
              return Map.of(name, tensors.next());
            }
          };
        });
  }

  /**
   * The samples of a graph with one input, read from {@code samples} once, no further than needed,
   * and kept for further readings.
   */
  public static Samples of(Stream<Tensor> samples) {
    Iterator<Tensor> source = samples.iterator();
    List<Tensor> kept = new ArrayList<>();
    return of(
        () ->
            new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                return next < kept.size() || source.hasNext();
              }

              @Override
              public Tensor next() {
                if (next == kept.size()) {
                  kept.add(source.next());
                }
                return kept.get(next++);
              }
            });
  }

  /** Samples with a tensor for each input by name. */
  public static Samples named(Iterable<Map<String, Tensor>> samples) {
    return new Samples(_ -> samples.iterator());
  }

  /** The items of dimension 0 of {@code batch}, for a graph with one input. */
  public static Samples slices(Tensor batch) {
    return new Samples(inputs -> slices(Map.of(onlyName(inputs), batch)).reader.apply(inputs));
  }

  /**
   * The items of dimension 0 of one tensor for each input by name.
   *
   * @throws QuantizationException if a tensor is a scalar, or they differ in their number of items
   */
  public static Samples slices(Map<String, Tensor> batches) {
    int items = -1;
    for (var batch : batches.entrySet()) {
      Shape shape = batch.getValue().shape();
      if (shape.rank() == 0 || (items >= 0 && shape.dim(0) != items)) {
        throw new QuantizationException(
            "the samples of input '%s' are %s: dimension 0 must run over the samples, and be the"
                    .formatted(batch.getKey(), batch.getValue())
                + " same for each input");
      }
      items = shape.dim(0);
    }
    int count = Math.max(0, items);
    return named(
        () ->
            IntStream.range(0, count)
                .mapToObj(
                    i -> {
                      Map<String, Tensor> sample = new LinkedHashMap<>();
                      batches.forEach((name, batch) -> sample.put(name, batch.slice(i)));
                      return sample;
                    })
                .iterator());
  }

  /** A new reading, from the first sample on. */
  Iterator<Map<String, Tensor>> read(List<Input> inputs) {
    return reader.apply(inputs);
  }

  private static String onlyName(List<Input> inputs) {
    if (inputs.size() != 1) {
      throw new QuantizationException(
          "the graph has %d inputs, %s: each sample must name its tensors"
              .formatted(inputs.size(), inputs.stream().map(Input::name).toList()));
    }
    return inputs.getFirst().name();
  }
}
