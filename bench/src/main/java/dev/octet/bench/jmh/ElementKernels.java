package dev.octet.bench.jmh;

import dev.octet.bench.kernel.ElementWork;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
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

/** The kernels that touch each element of an image a few times, on one thread. */
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
public class ElementKernels {
  /** Rows and columns of the image. */
  @Param({"112", "14"})
  public int size;

  @Param({"64"})
  public int channels;

  /** The kernel. */
  @Param public ElementWork work = ElementWork.QUANTIZE;

  private Runnable prepared = () -> {};

  @Setup
  public void prepare() {
    Kernels kernels = KernelProvider.kernels();
    prepared = work.prepare(kernels, size, channels);
  }

  @Benchmark
  public void run() {
    prepared.run();
  }
}
