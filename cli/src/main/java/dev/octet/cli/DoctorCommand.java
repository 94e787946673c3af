package dev.octet.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Tuning;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.kernel.provider.Processor;
import dev.octet.engine.kernel.provider.TuningFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** What this machine offers and what was chosen. */
@Command(
    name = "doctor",
    description = "Shows the JDK, the processor, the kernels chosen and all settings.")
final class DoctorCommand extends WorkCommand {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String ALIGNMENT = "ObjectAlignmentInBytes";
  private static final String RECOMPILATIONS = "PerMethodRecompilationCutoff";

  /** The bytes of a line of the cache. */
  private static final int LINE = 64;

  /** With less, C2 can leave objects in kernels. */
  private static final int ENOUGH_RECOMPILATIONS = 10_000;

  @Override
  Result work() {
    Runtime runtime = Runtime.getRuntime();
    return new Diagnosis(
        VersionText.version(),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        System.getProperty("java.home", ""),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Processor.name(),
        runtime.availableProcessors(),
        runtime.maxMemory(),
        number(ALIGNMENT),
        number(RECOMPILATIONS),
        ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent(),
        kernels(),
        tuning(),
        Setting.all());
  }

  private static long number(String option) {
    var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return Long.parseLong(machine.getVMOption(option).getValue());
  }

  private static String kernels() {
    try {
      return KernelProvider.kernels().name();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandException("a wrong setting", "the system properties", e);
    }
  }

  /** What the choice of kernels goes by. It is measured the first time, and kept in a file. */
  private String tuning() {
    Kernels kernels = KernelProvider.kernels();
    if (kernels.tuning().isEmpty()) {
      return "none: there is nothing to choose";
    }
    Optional<Path> file = TuningFile.path();
    if (file.isEmpty()) {
      return describe(kernels.tuning().get()) + ", not measured: switched off";
    }
    Optional<Tuning> known = TuningFile.read(kernels.vectorBits());
    if (known.isPresent()) {
      return describe(known.get()) + ", measured: " + file.get();
    }
    Tuning measured = kernels.measureTuning().orElseThrow();
    try {
      TuningFile.write(file.get(), kernels.vectorBits(), measured);
      return describe(measured) + ", measured now: " + file.get();
    } catch (IOException e) {
      messages().println(ErrorLine.of(e, file.get().toString()));
      return describe(measured) + ", measured now, not kept";
    }
  }

  private static String describe(Tuning tuning) {
    return "int8 sums in int16 from blocks of %d steps on, below in float32"
        .formatted(tuning.leastBlock());
  }

  private record Diagnosis(
      String octet,
      String java,
      String javaHome,
      String system,
      String processor,
      int processors,
      long maxHeapBytes,
      long objectAlignment,
      long recompilations,
      boolean vectorModule,
      String kernels,
      String tuning,
      List<Setting> settings)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf("octet      %s%n", octet);
      out.printf("java       %s%n", java);
      out.printf("           %s%n", javaHome);
      out.printf("system     %s%n", system);
      out.printf("processor  %s, %d available%n", processor, processors);
      out.printf("heap       at most %s%n", Quantity.bytes(maxHeapBytes));
      out.printf(
          "arrays     begin at multiples of %d bytes%s%n",
          objectAlignment,
          objectAlignment % LINE == 0
              ? ", as the lines of the cache do"
              : "; faster kernels with -XX:%s=%d".formatted(ALIGNMENT, LINE));
      out.printf(
          "compiler   starts over at most %d times%s%n",
          recompilations,
          recompilations >= ENOUGH_RECOMPILATIONS
              ? ""
              : "; no slow processes with -XX:%s=%d"
                  .formatted(RECOMPILATIONS, ENOUGH_RECOMPILATIONS));
      out.printf(
          "vectors    module %s is %s%n",
          VECTOR_MODULE,
          vectorModule ? "present" : "absent: start java with --add-modules " + VECTOR_MODULE);
      out.printf("kernels    %s%n", kernels);
      out.printf("tuning     %s%n%n", tuning);
      out.println("settings (java -DNAME=VALUE, or OCTET_JAVA_OPTS=-DNAME=VALUE ./octet ...)");
      for (Setting setting : settings) {
        String value = setting.value().isEmpty() ? "not set" : setting.value();
        out.printf("%s = %s%n    %s%n", setting.name(), value, setting.meaning());
      }
    }
  }
}
