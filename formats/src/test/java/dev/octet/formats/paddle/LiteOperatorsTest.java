package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Operators that only Paddle Lite has. */
class LiteOperatorsTest {
  private static Graph shuffled(int groups) throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 6, 1, 2);
    sketch.op("relu").in("X", "x").out("Out", "undeclared");
    sketch.op("shuffle_channel").in("X", "undeclared").out("Out", "out").attribute("group", groups);
    return sketch.fetch("out").read();
  }

  @Test
  void channels_are_shuffled_whatever_the_program_declares() throws IOException {
    float[] data = new float[24];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    try (Session session = Octet.compile(shuffled(2)).newSession()) {
      Tensor actual = session.run(Tensor.of(data, 2, 6, 1, 2));

      assertThat(actual.shape().toArray()).containsExactly(2, 6, 1, 2);
      assertThat(actual.toFloats())
          .containsExactly(
              0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, //
              12, 13, 18, 19, 14, 15, 20, 21, 16, 17, 22, 23);
    }
  }

  @Test
  void groups_are_one_or_more() {
    assertThatThrownBy(() -> shuffled(0))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("attribute 'group' is 0: must be 1 or more");
  }
}
