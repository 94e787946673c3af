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
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run allocates, by the virtual machine's own count for the thread. */
class SteadyStateAllocationTest {
  private static final int RUNS = 100;
  private static final Duration DEADLINE = Duration.ofSeconds(90);

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
   * Bytes a hundred runs allocate once the code is compiled: vector code allocates until then, and
   * how long that takes depends on what else the machine does.
   */
  private static long allocated(Graph graph, Tensor batch) {
    Tensor input = batch.slice(0).copy();
    Map<String, Tensor> inputs = Map.of(graph.inputs().getFirst().name(), input);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Session session = Octet.compile(graph).newSession()) {
      long end = System.nanoTime() + DEADLINE.toNanos();
      long bytes;
      do {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < RUNS; i++) {
          session.run(inputs);
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      } while (bytes > 0 && System.nanoTime() < end);
      return bytes;
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
