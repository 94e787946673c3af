package dev.octet.bench.start;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.octet.OctetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The program whose start is measured: loads an {@code .octet} file, and runs it again and again.
 * It prints one line {@code NAME NUMBER} for each thing measured, times in nanoseconds.
 */
public final class FirstRun {
  /** The property that lets the first runs take the scalar kernels. */
  static final String FAST_START = "octet.bench.fastStart";

  /** Enough for compilers in the background to come to an end. */
  private static final Duration LEAST_TIME = Duration.ofSeconds(5);

  private FirstRun() {}

  /**
   * @param args the file, the shape of its input as {@code 1x3x224x224}, and the least number of
   *     runs
   */
  public static void main(String[] args) throws IOException {
    int[] dims = Arrays.stream(args[1].split("x")).mapToInt(Integer::parseInt).toArray();
    int runs = Integer.parseInt(args[2]);
    Tensor input = Tensor.of(numbers(Shape.of(dims).elements()), dims);
    long start = System.nanoTime();
    Graph graph = OctetFile.read(Path.of(args[0]));
    long loaded = System.nanoTime();
    CompileOptions options = CompileOptions.DEFAULT.withFastStart(Boolean.getBoolean(FAST_START));
    CompiledModel model = Octet.compile(graph, options);
    long compiled = System.nanoTime();
    var _ = model.report(Map.of(graph.inputs().getFirst().name(), input.shape()));
    long planned = System.nanoTime();
    try (Session session = model.newSession(1)) {
      Tensor output = session.run(input);
      long ran = System.nanoTime();
      print(Measured.FIRST_RUN, ran - planned);
      Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      print(Measured.LOAD, loaded - start);
      print(Measured.COMPILE, compiled - loaded);
      print(Measured.PLAN, planned - compiled);
      print(Measured.CPU, cpu.toNanos());
      print(Measured.CHECKSUM, Arrays.hashCode(output.toFloats()));
      long end = System.nanoTime() + LEAST_TIME.toNanos();
      List<Long> times = new ArrayList<>();
      while (times.size() < runs - 1 || System.nanoTime() < end) {
        long before = System.nanoTime();
        session.run(input);
        times.add(System.nanoTime() - before);
      }
      times.forEach(time -> print(Measured.NEXT_RUN, time));
    }
  }

  private static void print(Measured name, long number) {
    System.out.println(name + " " + number);
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (i * 31 % 255 - 127) / 64f;
    }
    return numbers;
  }
}
