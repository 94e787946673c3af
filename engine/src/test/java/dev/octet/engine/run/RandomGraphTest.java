package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever is computed: all kernels, and any number of threads, give the same bits. */
@Tag("kernel")
class RandomGraphTest {
  private static final int GRAPHS = Integer.getInteger("octet.graphs", 300);
  private static final long FIRST_SEED = Long.getLong("octet.seed", 1);

  @Test
  void a_graph_gives_the_bits_of_the_scalar_kernels() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + GRAPHS; seed++) {
      var random = new RandomGraph(seed);
      CompiledModel model = compile(random.graph, seed % 2 == 0);
      // Before runs drop constants that they have packed.
      Graph graph = model.graph();

      int[] vector = bits(model.newSession(1).run(random.input).toFloats());
      int[] shared = bits(model.newSession(2).run(random.input).toFloats());

      String what = "seed %d:%n%s".formatted(seed, random);
      assertThat(vector).as(what).isEqualTo(bits(ScalarRun.of(graph, random.input)));
      assertThat(shared).as(what).isEqualTo(vector);
    }
  }

  /** Dynamic int8 needs an operator that can quantize its input. */
  private static CompiledModel compile(Graph graph, boolean isDynamic) {
    try {
      var options = CompileOptions.DEFAULT.withDynamicInt8(isDynamic).withStrict(isDynamic);
      return Octet.compile(graph, options);
    } catch (GraphException _) {
      return Octet.compile(graph);
    }
  }

  /** The bits, those of any NaN alike. */
  private static int[] bits(float[] numbers) {
    int[] bits = new int[numbers.length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(numbers[i]));
    return bits;
  }
}
