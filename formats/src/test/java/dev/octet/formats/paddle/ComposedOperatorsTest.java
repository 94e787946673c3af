package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.Octet;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Operators that a graph holds as several nodes, by what they compute. */
class ComposedOperatorsTest {
  private static final Tensor IMAGE = Tensor.of(new float[] {1, 3, 2, 6, 4, 8, 5, 5}, 1, 4, 1, 2);

  private static Tensor run(ModelSketch sketch, Tensor x) throws IOException {
    try (Session session = Octet.compile(sketch.fetch("y").read()).newSession()) {
      return session.run(x);
    }
  }

  private static float[] normal(float... group) {
    double mean = 0;
    for (float x : group) {
      mean += x / (double) group.length;
    }
    double variance = 0;
    for (float x : group) {
      variance += (x - mean) * (x - mean) / group.length;
    }
    float[] result = new float[group.length];
    for (int i = 0; i < group.length; i++) {
      result[i] = (float) ((group[i] - mean) / Math.sqrt(variance + 1e-5));
    }
    return result;
  }

  private static float[] joined(float[]... parts) {
    float[] result = {};
    for (float[] part : parts) {
      int length = result.length;
      result = Arrays.copyOf(result, length + part.length);
      System.arraycopy(part, 0, result, length, part.length);
    }
    return result;
  }

  @Test
  void group_normalisation_spans_the_channels_of_a_group() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 4, 1, 2)
            .parameter("s", new float[] {1, 2, 1, 1}, 4)
            .parameter("b", new float[] {0, 0, 3, 0}, 4);
    sketch
        .op("group_norm")
        .in("X", "x")
        .in("Scale", "s")
        .in("Bias", "b")
        .out("Y", "y")
        .attribute("groups", 2);
    float[] expected = joined(normal(1, 3, 2, 6), normal(4, 8, 5, 5));
    expected[2] *= 2;
    expected[3] *= 2;
    expected[4] += 3;
    expected[5] += 3;

    assertThat(run(sketch, IMAGE).toFloats()).containsExactly(expected, within(1e-5f));
  }

  @Test
  void group_normalisation_finds_channels_that_are_last() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 1, 2, 4);
    sketch
        .op("group_norm")
        .in("X", "x")
        .out("Y", "y")
        .attribute("groups", 2)
        .attribute("data_layout", "NHWC");
    Tensor x = Tensor.of(new float[] {1, 2, 4, 5, 3, 6, 8, 5}, 1, 1, 2, 4);
    float[] a = normal(1, 3, 2, 6);
    float[] b = normal(4, 8, 5, 5);

    assertThat(run(sketch, x).toFloats())
        .containsExactly(
            new float[] {a[0], a[2], b[0], b[2], a[1], a[3], b[1], b[3]}, within(1e-5f));
  }

  @Test
  void instance_normalisation_takes_each_channel_alone() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4, 1, 2);
    sketch.op("instance_norm").in("X", "x").out("Y", "y");

    assertThat(run(sketch, IMAGE).toFloats())
        .containsExactly(
            joined(normal(1, 3), normal(2, 6), normal(4, 8), normal(5, 5)), within(1e-5f));
  }

  @Test
  void a_logarithm_of_shares_does_not_overflow() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 2);
    sketch.op("log_softmax").in("X", "x").out("Out", "y").attribute("axis", 1);

    assertThat(run(sketch, Tensor.of(new float[] {500, 500, 0, 200}, 2, 2)).toFloats())
        .containsExactly(
            new float[] {(float) -Math.log(2), (float) -Math.log(2), -200, 0}, within(1e-6f));
  }

  @Test
  void channels_are_shuffled_between_groups() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4, 1, 2);
    sketch.op("channel_shuffle").in("X", "x").out("Out", "y").attribute("groups", 2);

    assertThat(run(sketch, IMAGE).toFloats()).containsExactly(1, 3, 4, 8, 2, 6, 5, 5);
  }

  @Test
  void groups_are_one_or_more() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 4, 1, 2);
    sketch.op("group_norm").in("X", "x").out("Y", "y").attribute("groups", 0);

    assertThatThrownBy(() -> run(sketch, IMAGE))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("attribute 'groups' is 0: must be 1 or more");
  }
}
