package dev.octet.bench.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.bench.network.Network;
import dev.octet.engine.Octet;
import dev.octet.engine.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeFileTest {
  @ParameterizedTest
  @EnumSource
  void the_shapes_of_a_network_are_all_of_its_work(Network network) throws IOException {
    long sum = 0;
    for (GemmShape shape : ShapeFile.gemm(network.title())) {
      sum += shape.multiplyAdds() * shape.times();
    }
    if (ShapeFile.DEPTHWISE.contains(network.title())) {
      for (DepthwiseShape shape : ShapeFile.depthwise(network.title())) {
        sum += shape.multiplyAdds() * shape.times();
      }
    }
    Shape image = Shape.of(1, 3, Network.IMAGE_SIZE, Network.IMAGE_SIZE);
    assertThat(sum)
        .isEqualTo(Octet.compile(network.build()).report(Map.of("image", image)).multiplyAdds());
  }

  @Test
  void every_file_has_shapes() throws IOException {
    for (String network : ShapeFile.GEMM) {
      assertThat(ShapeFile.gemm(network)).isNotEmpty();
    }
    for (String network : ShapeFile.DEPTHWISE) {
      assertThat(ShapeFile.depthwise(network)).isNotEmpty();
    }
  }

  @Test
  void comments_and_empty_lines_are_passed_over() throws IOException {
    assertThat(ShapeFile.parse("f", List.of("# a b", "", "  1\t2  "), 2))
        .containsExactly(new int[] {1, 2});
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1 2 3", "1 x", "1 0", "1 -2", "1 99999999999"})
  void a_wrong_line_is_named(String line) {
    assertThatThrownBy(() -> ShapeFile.parse("f.txt", List.of("# head", line), 2))
        .isInstanceOf(IOException.class)
        .hasMessage("f.txt, line 2: '%s' must be 2 whole numbers of 1 or more", line);
  }
}
