package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleReaderTest {
  private static final Input X = input("x", DType.FLOAT32, -1, 2);

  private static Input input(String name, DType dtype, int... dims) {
    return new Input(new Value(name), dtype, Shape.of(dims));
  }

  private static SampleReader reader(Input input, int limit, Tensor... samples) {
    return new SampleReader(
        List.of(input), Samples.of(List.of(samples)).read(List.of(input)), limit);
  }

  private static SampleReader reader(List<Input> inputs, Map<String, Tensor> sample) {
    return new SampleReader(inputs, List.of(sample).iterator(), 9);
  }

  private static Tensor pair(float a, float b) {
    return Tensor.of(new float[] {a, b}, 2);
  }

  @Test
  void samples_are_stacked_along_the_batch_dimension() {
    SampleReader reader = reader(X, 9, pair(1, 2), pair(3, 4), pair(5, 6));

    SampleBatch first = reader.next(2).orElseThrow();
    SampleBatch second = reader.next(2).orElseThrow();

    assertThat(first.inputs().get("x").shape()).isEqualTo(Shape.of(2, 2));
    assertThat(first.inputs().get("x").toFloats()).containsExactly(1, 2, 3, 4);
    assertThat(first).hasToString("samples 0 to 1");
    assertThat(second.inputs().get("x").toFloats()).containsExactly(5, 6);
    assertThat(second).hasToString("sample 2");
    assertThat(reader.next(2)).isEmpty();
  }

  @Test
  void a_sample_may_have_a_batch_dimension_of_1() {
    SampleReader reader = reader(X, 9, Tensor.of(new float[] {1, 2}, 1, 2), pair(3, 4));

    assertThat(reader.next(2).orElseThrow().inputs().get("x").toFloats())
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void no_more_samples_are_read_than_asked_for() {
    SampleReader reader = reader(X, 2, pair(1, 2), pair(3, 4), pair(5, 6));

    assertThat(reader.next(8).orElseThrow().count()).isEqualTo(2);
    assertThat(reader.next(8)).isEmpty();
  }

  @Test
  void samples_of_another_shape_begin_a_new_batch() {
    SampleReader reader =
        reader(
            input("x", DType.FLOAT32, -1, -1),
            9,
            Tensor.of(new float[2], 2),
            Tensor.of(new float[2], 2),
            Tensor.of(new float[3], 3),
            Tensor.of(new float[3], 3));

    assertThat(reader.next(8).orElseThrow().inputs().get("x").shape()).isEqualTo(Shape.of(2, 2));
    assertThat(reader.next(8).orElseThrow().inputs().get("x").shape()).isEqualTo(Shape.of(2, 3));
    assertThat(reader.next(8)).isEmpty();
  }

  @Test
  void where_the_batch_dimension_is_fixed_each_sample_is_a_batch() {
    Input fixed = input("x", DType.FLOAT32, 2, 2);
    SampleReader reader =
        reader(fixed, 9, Tensor.of(new float[4], 2, 2), Tensor.of(new float[4], 2, 2));

    SampleBatch batch = reader.next(8).orElseThrow();

    assertThat(batch.count()).isEqualTo(1);
    assertThat(batch.inputs().get("x").shape()).isEqualTo(Shape.of(2, 2));
  }

  @Test
  void integers_are_inputs_like_others() {
    SampleReader reader =
        reader(input("ids", DType.INT64, -1, 2), 9, Tensor.of(new long[] {1, 2}, 2));

    assertThat(reader.next(1).orElseThrow().inputs().get("ids").toLongs()).containsExactly(1, 2);
  }

  @Test
  void a_sample_of_the_wrong_shape_names_itself_the_input_and_both_shapes() {
    SampleReader reader = reader(X, 9, pair(1, 2), Tensor.of(new float[3], 3));

    assertThatThrownBy(() -> reader.next(2))
        .isInstanceOf(QuantizationException.class)
        .hasMessage(
            "sample 1 of input 'x' must be float32[1,2], one sample at a time, but is float32[3]");
  }

  @Test
  void a_whole_batch_is_no_sample() {
    SampleReader reader = reader(X, 9, Tensor.of(new float[6], 3, 2));

    assertThatThrownBy(() -> reader.next(1))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("one sample at a time, but is float32[3,2]");
  }

  @Test
  void a_sample_of_the_wrong_type_names_both_types() {
    SampleReader reader = reader(X, 9, Tensor.of(new double[2], 2));

    assertThatThrownBy(() -> reader.next(1))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("must be float32[1,2]")
        .hasMessageContaining("but is float64[2]");
  }

  @Test
  void a_number_that_is_not_finite_is_named_with_its_sample_and_place() {
    SampleReader reader = reader(X, 9, pair(1, 2), pair(3, Float.NEGATIVE_INFINITY));

    assertThatThrownBy(() -> reader.next(2))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("sample 1 of input 'x' holds -Infinity at element 1: samples must be finite");
  }

  @Test
  void a_missing_input_is_named() {
    List<Input> inputs = List.of(X, input("y", DType.FLOAT32, -1, 2));

    assertThatThrownBy(() -> reader(inputs, Map.of("x", pair(1, 2))).next(1))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("sample 0 has no tensor for input 'y': it has [x]");
  }

  @Test
  void an_input_that_the_graph_does_not_have_is_named() {
    assertThatThrownBy(() -> reader(List.of(X), Map.of("x", pair(1, 2), "z", pair(1, 2))).next(1))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("sample 0 has a tensor 'z', and the graph has no such input: it has [x]");
  }
}
