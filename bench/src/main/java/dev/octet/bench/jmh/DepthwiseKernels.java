package dev.octet.bench.jmh;

import dev.octet.bench.kernel.DepthwiseWork;
import dev.octet.bench.kernel.Operands;
import dev.octet.bench.shape.ShapeFile;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** The depthwise convolutions of a network, each shape once, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsPrepend = {
      JvmFlags.ADD_MODULES,
      JvmFlags.VECTOR_MODULE,
      JvmFlags.ALIGNMENT,
      JvmFlags.RECOMPILATIONS
    })
public class DepthwiseKernels {
  /** The file of shapes. */
  @Param({"mobilenet_v1", "mobilenet_v2", "pp_ocr_det"})
  public String network = "";

  /** The numbers of a line of the file before the last one, or {@code all}. */
  @Param("all")
  public String shape = "";

  /** {@code fp32}, {@code int8-worst-case} or {@code int8-one-sided}. */
  @Param({"fp32", "int8-worst-case", "int8-one-sided"})
  public String data = "";

  private List<Runnable> layers = List.of();

  @Setup
  public void prepare() throws IOException {
    Kernels kernels = KernelProvider.kernels();
    layers =
        ShapeFile.depthwise(network).stream()
            .filter(each -> shape.equals("all") || shape.equals(each.numbers()))
            .map(
                each ->
                    switch (data) {
                      case "fp32" -> DepthwiseWork.float32(kernels, each);
                      case "int8-worst-case" ->
                          DepthwiseWork.int8(kernels, each, Operands.WORST_CASE);
                      case "int8-one-sided" ->
                          DepthwiseWork.int8(kernels, each, Operands.ONE_SIDED);
                      default -> throw new IllegalArgumentException("data " + data);
                    })
            .toList();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("shape " + shape + " is not one of " + network);
    }
  }

  /** Runs each shape once. */
  @Benchmark
  public void run() {
    layers.forEach(Runnable::run);
  }
}
