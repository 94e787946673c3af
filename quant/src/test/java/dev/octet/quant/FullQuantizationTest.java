package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullQuantizationTest {
  private static StaticQuantizer.Builder quantizer() {
    return StaticQuantizer.builder().algorithm(Algorithm.ABS_MAX).batchSize(4).batches(1);
  }

  private static Graph quantize(StaticQuantizer.Builder builder) {
    return builder.build().quantize(Graphs.network(), Graphs.samples(4, 1, 4, 4));
  }

  private static List<String> rounded(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Quantize)
        .map(node -> node.input(0).name())
        .toList();
  }

  @Test
  void operators_without_weights_read_rounded_numbers_too() {
    Graph full = quantize(quantizer().fullQuantize(true));

    assertThat(rounded(full)).containsExactly("image", "conv.out", "relu.out", "flat");
    for (Node node : full.nodes()) {
      if (!(node.op() instanceof Quantize || node.op() instanceof Dequantize)) {
        assertThat(full.producer(node.input(0)).orElseThrow().op())
            .as(node.name())
            .isInstanceOf(Dequantize.class);
      }
    }
  }

  @Test
  void without_it_only_operators_with_weights_do() {
    assertThat(rounded(quantize(quantizer()))).containsExactly("image", "flat");
  }

  @Test
  void a_skipped_operator_reads_what_it_read() {
    Graph full = quantize(quantizer().fullQuantize(true).skip("relu.out"));

    assertThat(rounded(full)).doesNotContain("conv.out");
  }
}
