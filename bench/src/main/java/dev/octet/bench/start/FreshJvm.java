package dev.octet.bench.start;

import com.google.protobuf.Message;
import dev.octet.engine.Octet;
import dev.octet.formats.octet.OctetFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Virtual machines like this one that run {@link FirstRun}, with what it needs as class path. */
public final class FreshJvm {
  /** The flag that lets the first runs take the scalar kernels. */
  public static final String FAST_START = "-D" + FirstRun.FAST_START + "=true";

  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Path> classPath;

  public FreshJvm() {
    this.classPath =
        Stream.of(FirstRun.class, Octet.class, OctetFile.class, Message.class)
            .map(FreshJvm::place)
            .toList();
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of " + type + " is no path", e);
    }
  }

  /** Whether an AOT cache can be made: the JDK takes classes of jars only. */
  public boolean canCache() {
    return classPath.stream().allMatch(Files::isRegularFile);
  }

  /** Starts one virtual machine, and waits until it has ended. */
  public Start start(Path model, String shape, int runs, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(inheritedFlags());
    command.addAll(flags);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, strings(classPath))));
    command.addAll(List.of(FirstRun.class.getName(), model.toString(), shape, "" + runs));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Map<Measured, Long> numbers = new EnumMap<>(Measured.class);
    List<Double> times = new ArrayList<>();
    long firstResult = start;
    try (BufferedReader lines = process.inputReader()) {
      for (String line : (Iterable<String>) lines.lines()::iterator) {
        String[] words = line.split(" ");
        if (Stream.of(Measured.values()).noneMatch(each -> each.name().equals(words[0]))) {
          continue;
        }
        var name = Measured.valueOf(words[0]);
        long number = Long.parseLong(words[1]);
        switch (name) {
          case FIRST_RUN -> {
            firstResult = System.nanoTime();
            times.add(number / NANOS_PER_MILLI);
          }
          case NEXT_RUN -> times.add(number / NANOS_PER_MILLI);
          default -> numbers.put(name, number);
        }
      }
    }
    int code = exitCode(process);
    if (code != 0 || times.size() < runs) {
      throw new IOException("a virtual machine failed with code " + code + ": " + command);
    }
    return new Start(
        numbers.get(Measured.LOAD) / NANOS_PER_MILLI,
        numbers.get(Measured.COMPILE) / NANOS_PER_MILLI,
        numbers.get(Measured.PLAN) / NANOS_PER_MILLI,
        times.getFirst(),
        numbers.get(Measured.CPU) / NANOS_PER_MILLI,
        (firstResult - start) / NANOS_PER_MILLI,
        Start.runsToSteady(times),
        Start.steady(times),
        numbers.get(Measured.CHECKSUM));
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }

  /** The flags of this virtual machine but those that go against an AOT cache. */
  private static List<String> inheritedFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.matches("-XX:AOT.*|-Xshare:.*|-Xlog.*"))
        .toList();
  }
}
