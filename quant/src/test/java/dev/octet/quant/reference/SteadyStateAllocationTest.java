package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.DynamicQuantizer;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run allocates, by the virtual machine's own count for the caller and its helpers. */
@Tag("allocation")
class SteadyStateAllocationTest {
  private static final int RUNS = 100;
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({"lenet, 1", "mobilenetv1, 1", "resnet, 1", "lenet, 2", "mobilenetv1, 2", "resnet, 2"})
  void a_float_run_allocates_nothing(String net, int threads) throws IOException {
    assertThat(allocated(Octet.compile(read(net)), input(net), threads)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"lenet, 1", "mobilenetv1, 1", "resnet, 1", "lenet, 2", "mobilenetv1, 2", "resnet, 2"})
  void an_int8_run_allocates_nothing(String net, int threads) throws IOException {
    Tensor input = input(net);
    Graph int8 =
        StaticQuantizer.builder()
            .batchSize(4)
            .batches(1)
            .build()
            .quantize(read(net), Stream.of(0, 1, 2, 3).map(input::slice));

    assertThat(allocated(Octet.compile(int8), input, threads)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"lenet, 1", "mobilenetv1, 1", "resnet, 1", "lenet, 2", "mobilenetv1, 2", "resnet, 2"})
  void a_run_that_quantizes_its_inputs_allocates_nothing(String net, int threads)
      throws IOException {
    Graph int8 = DynamicQuantizer.builder().build().quantize(read(net));
    var options = CompileOptions.DEFAULT.withDynamicInt8(true).withStrict(true);

    assertThat(allocated(Octet.compile(int8, options), input(net), threads)).isZero();
  }

  /**
   * Bytes a hundred runs allocate once the code is compiled: vector code allocates until then, and
   * how long that takes depends on what else the machine does. Several threads take more images at
   * once, for they share large steps only.
   */
  private long allocated(CompiledModel model, Tensor images, int workers) {
    Tensor input = images.slice(0, workers == 1 ? 1 : 8).copy();
    Map<String, Tensor> inputs = Map.of(model.inputs().getFirst().name(), input);
    try (Session session = model.newSession(workers)) {
      long end = System.nanoTime() + DEADLINE.toNanos();
      session.run(inputs);
      long[] ids = idsOfCallerAndHelpers(workers);
      long bytes;
      do {
        long before = allocatedBytes(ids);
        for (int i = 0; i < RUNS; i++) {
          session.run(inputs);
        }
        bytes = allocatedBytes(ids) - before;
      } while (bytes > 0 && System.nanoTime() < end);
      return bytes;
    }
  }

  private long allocatedBytes(long[] ids) {
    long sum = threads.getCurrentThreadAllocatedBytes();
    for (int i = 1; i < ids.length; i++) {
      sum += threads.getThreadAllocatedBytes(ids[i]);
    }
    return sum;
  }

  /** The caller is the first. */
  private static long[] idsOfCallerAndHelpers(int workers) {
    LongStream caller = LongStream.of(Thread.currentThread().threadId());
    if (workers == 1) {
      return caller.toArray();
    }
    LongStream helpers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("octet-"))
            .mapToLong(Thread::threadId);
    long[] ids = LongStream.concat(caller, helpers).toArray();
    assertThat(ids).hasSizeGreaterThanOrEqualTo(workers);
    return ids;
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
