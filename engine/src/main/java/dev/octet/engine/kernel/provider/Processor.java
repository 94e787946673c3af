package dev.octet.engine.kernel.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor that this virtual machine runs on. */
public final class Processor {
  private static final Path CPU_FILE = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Its name, or the number of its design, where the system tells it; else its architecture. */
  public static String name() {
    String unknown = System.getProperty("os.arch", "unknown");
    if (!Files.isReadable(CPU_FILE)) {
      return unknown;
    }
    try (Stream<String> lines = Files.lines(CPU_FILE, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(unknown);
    } catch (IOException e) {
      return unknown;
    }
  }
}
