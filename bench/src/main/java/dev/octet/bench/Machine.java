package dev.octet.bench;

import dev.octet.bench.measure.FmaPeak;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.kernel.provider.Processor;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Where a benchmark ran.
 *
 * @param kernels the inner loops of Octet
 * @param fmaPeak the rate of float32 multiply-adds of one thread in 10^9 a second, measured
 */
record Machine(
    String cpu,
    int processors,
    String os,
    String java,
    List<String> flags,
    String kernels,
    double fmaPeak) {

  static Machine measure() {
    return new Machine(
        Processor.name(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vendor.version", System.getProperty("java.vendor"))
            + " "
            + Runtime.version(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !flag.startsWith("-Doctet.") && !flag.startsWith("-Djava."))
            .toList(),
        KernelProvider.kernels().name(),
        FmaPeak.measure());
  }

  void print(PrintWriter out) {
    out.printf("%s, %d processors, %s%n", cpu, processors, os);
    out.printf("Java %s, %s%n", java, String.join(" ", flags));
    out.printf("Octet kernels %s; float32 peak of one thread %.1f GMAC/s%n", kernels, fmaPeak);
  }
}
