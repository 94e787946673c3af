package dev.octet.bench;

import dev.octet.bench.kernel.DepthwiseWork;
import dev.octet.bench.kernel.GemmWork;
import dev.octet.bench.kernel.Operands;
import dev.octet.bench.measure.Rounds;
import dev.octet.bench.measure.Timing;
import dev.octet.bench.shape.DepthwiseShape;
import dev.octet.bench.shape.GemmShape;
import dev.octet.bench.shape.ShapeFile;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the kernels of the linear layers on the layer shapes of networks, one thread. */
final class KernelBenchmark {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Rounds rounds;
  private final Kernels kernels = KernelProvider.kernels();

  KernelBenchmark(Rounds rounds) {
    this.rounds = rounds;
  }

  /**
   * @param progress hears which network comes next
   */
  List<KernelResult> run(Consumer<String> progress) throws IOException {
    List<KernelResult> results = new ArrayList<>();
    for (String network : ShapeFile.GEMM) {
      progress.accept(network + ", matrix products");
      for (GemmShape shape : ShapeFile.gemm(network)) {
        results.add(
            result(
                network,
                "gemm",
                shape.toString(),
                shape.times(),
                shape.multiplyAdds(),
                GemmWork.float32(kernels, shape),
                GemmWork.int8(kernels, shape, Operands.WORST_CASE),
                GemmWork.int8(kernels, shape, Operands.ONE_SIDED)));
      }
    }
    for (String network : ShapeFile.DEPTHWISE) {
      progress.accept(network + ", depthwise convolutions");
      for (DepthwiseShape shape : ShapeFile.depthwise(network)) {
        results.add(
            result(
                network,
                "depthwise",
                shape.toString(),
                shape.times(),
                shape.multiplyAdds(),
                DepthwiseWork.float32(kernels, shape),
                DepthwiseWork.int8(kernels, shape, Operands.WORST_CASE),
                DepthwiseWork.int8(kernels, shape, Operands.ONE_SIDED)));
      }
    }
    return results;
  }

  private KernelResult result(
      String network,
      String kernel,
      String shape,
      int times,
      long multiplyAdds,
      Runnable float32,
      Runnable worstCase,
      Runnable oneSided) {
    List<Timing> timings = rounds.time(List.of(float32, worstCase, oneSided));
    double[] rates =
        timings.stream()
            .mapToDouble(timing -> multiplyAdds / (timing.min() * NANOS_PER_MILLI))
            .toArray();
    return new KernelResult(
        network, kernel, shape, times, multiplyAdds, rates[0], rates[1], rates[2]);
  }
}
