package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run allocates, by the virtual machine's own count for the thread. */
class SteadyStateAllocationTest {
  private static final int WARM_UP = 400;
  private static final int RUNS = 100;

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "mobilenetv1", "resnet"})
  void a_float_run_allocates_nothing(String net) throws IOException {
    assertThat(allocated(read(net), input(net))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "mobilenetv1", "resnet"})
  void an_int8_run_allocates_nothing(String net) throws IOException {
    Tensor input = input(net);
    Graph int8 =
        StaticQuantizer.builder()
            .batchSize(4)
            .batches(1)
            .build()
            .quantize(read(net), Stream.of(0, 1, 2, 3).map(input::slice));

    assertThat(allocated(int8, input)).isZero();
  }

  /**
   * Bytes in all measured runs, the least of several measurements: compilers allocate now and then.
   */
  private static long allocated(Graph graph, Tensor batch) {
    Tensor input = batch.slice(0).copy();
    Map<String, Tensor> inputs = Map.of(graph.inputs().getFirst().name(), input);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Session session = Octet.compile(graph).newSession()) {
      run(session, inputs, WARM_UP);
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 5; attempt++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        run(session, inputs, RUNS);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      return least;
    }
  }

  private static void run(Session session, Map<String, Tensor> inputs, int times) {
    for (int i = 0; i < times; i++) {
      session.run(inputs);
    }
  }

  private static Graph read(String net) throws IOException {
    return PaddleModel.read(testdata().resolve("models").resolve(net).resolve("fp32"));
  }

  private static Tensor input(String net) throws IOException {
    return Npy.read(testdata().resolve("golden").resolve(net).resolve("input.npy"));
  }

  private static Path testdata() {
    return Path.of(System.getProperty("octet.testdata"));
  }
}
