package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SamplesTest {
  private static final List<Input> ONE = List.of(input("x"));
  private static final List<Input> TWO = List.of(input("x"), input("y"));

  private static Input input(String name) {
    return new Input(new Value(name), DType.FLOAT32, Shape.of(-1, 2));
  }

  private static Tensor sample(float a, float b) {
    return Tensor.of(new float[] {a, b}, 2);
  }

  private static List<Float> firstElements(Samples samples, int limit) {
    List<Float> read = new ArrayList<>();
    Iterator<Map<String, Tensor>> iterator = samples.read(ONE);
    while (read.size() < limit && iterator.hasNext()) {
      read.add((float) iterator.next().get("x").element(0));
    }
    return read;
  }

  @Test
  void a_list_can_be_read_again() {
    Samples samples = Samples.of(List.of(sample(1, 0), sample(2, 0)));

    assertThat(firstElements(samples, 9)).containsExactly(1f, 2f);
    assertThat(firstElements(samples, 9)).containsExactly(1f, 2f);
  }

  @Test
  void a_stream_is_read_once_no_further_than_needed_and_can_be_read_again() {
    var made = new AtomicInteger();
    Samples samples = Samples.of(Stream.generate(() -> sample(made.incrementAndGet(), 0)));

    assertThat(firstElements(samples, 3)).containsExactly(1f, 2f, 3f);
    assertThat(firstElements(samples, 4)).containsExactly(1f, 2f, 3f, 4f);
    assertThat(made).hasValue(4);
  }

  @Test
  void the_items_of_a_batch_are_samples() {
    Samples samples = Samples.slices(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));

    assertThat(firstElements(samples, 9)).containsExactly(1f, 3f, 5f);
  }

  @Test
  void batches_of_several_inputs_go_side_by_side() {
    Samples samples =
        Samples.slices(
            Map.of(
                "x", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2),
                "y", Tensor.of(new float[] {5, 6}, 2, 1)));

    Iterator<Map<String, Tensor>> iterator = samples.read(TWO);
    iterator.next();
    Map<String, Tensor> second = iterator.next();

    assertThat(second.get("x").toFloats()).containsExactly(3, 4);
    assertThat(second.get("y").toFloats()).containsExactly(6);
    assertThat(iterator).isExhausted();
  }

  @Test
  void batches_of_several_inputs_must_have_as_many_items() {
    assertThatThrownBy(
            () ->
                Samples.slices(
                    Map.of("x", Tensor.of(new float[4], 2, 2), "y", Tensor.of(new float[3], 3))))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("dimension 0 must run over the samples");
  }

  @Test
  void samples_of_several_inputs_must_be_named() {
    Samples samples = Samples.of(List.of(sample(1, 2)));

    assertThatThrownBy(() -> samples.read(TWO))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("the graph has 2 inputs, [x, y]: each sample must name its tensors");
  }
}
