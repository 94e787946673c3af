package dev.octet.bench.jmh;

import dev.octet.bench.network.Network;
import dev.octet.bench.network.SeededImages;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.Algorithm;
import dev.octet.quant.Samples;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One run of a whole model. The int8 model is quantized with the largest magnitudes of its input
 * images: which thresholds it has does not change its speed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsPrepend = {
      JvmFlags.ADD_MODULES,
      JvmFlags.VECTOR_MODULE,
      JvmFlags.ALIGNMENT,
      JvmFlags.RECOMPILATIONS
    })
public class ModelLatency {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata", "testdata"));
  private static final long SEED = 1;
  private static final int CALIBRATION_IMAGES = 4;

  /** A folder of {@code testdata/models}, or a {@link Network} in lower case. */
  @Param("mobilenetv1")
  public String network = "";

  /** {@code fp32} or {@code int8}. */
  @Param({"fp32", "int8"})
  public String precision = "";

  /** Images a run; of a model of {@code testdata} at most the 16 there are. */
  @Param("1")
  public int batch;

  /** Threads of the session. */
  @Param("1")
  public int threads;

  private @Nullable Session session;
  private @Nullable Tensor images;

  @Setup
  public void open() throws IOException {
    Optional<Network> built =
        Arrays.stream(Network.values()).filter(each -> each.title().equals(network)).findFirst();
    Graph fp32 =
        built.isPresent()
            ? built.get().build()
            : PaddleModel.read(TESTDATA.resolve("models/" + network + "/fp32"));
    Tensor all =
        built.isPresent()
            ? SeededImages.of(fp32, Math.max(batch, CALIBRATION_IMAGES), SEED)
            : Npy.read(TESTDATA.resolve("golden/" + network + "/input.npy"));
    Graph graph =
        switch (precision) {
          case "fp32" -> fp32;
          case "int8" ->
              StaticQuantizer.builder()
                  .algorithm(Algorithm.ABS_MAX)
                  .build()
                  .quantize(fp32, Samples.slices(all));
          default -> throw new IllegalArgumentException("precision " + precision);
        };
    images = all.slice(0, batch);
    session = Octet.compile(graph).newSession(threads);
  }

  @TearDown
  public void close() {
    Objects.requireNonNull(session).close();
  }

  @Benchmark
  public Tensor run() {
    return Objects.requireNonNull(session).run(Objects.requireNonNull(images));
  }
}
