package dev.octet.engine.kernel.provider;

import dev.octet.engine.kernel.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The file that keeps what was measured of this machine: properties, one value of each kind. It
 * counts only for the processor, the virtual machine and the vector width that it was made with; a
 * file of others, or one that cannot be read, is as none. {@code -Doctet.tuning=FILE} names it,
 * {@code -Doctet.tuning=off} ignores it.
 */
public final class TuningFile {
  /** The property that names the file, or is {@code off}. */
  public static final String PROPERTY = "octet.tuning";

  /** The value of {@link #PROPERTY} that ignores the file. */
  public static final String OFF = "off";

  private static final String MACHINE = "machine";
  private static final String FLOAT32 = "float32";
  private static final String INT16 = "int16.";

  private TuningFile() {}

  /** Where the file is; empty where it is not to be used. */
  public static Optional<Path> path() {
    String wanted = System.getProperty(PROPERTY, "");
    if (wanted.equals(OFF)) {
      return Optional.empty();
    }
    if (!wanted.isEmpty()) {
      return Optional.of(Path.of(wanted));
    }
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        cache.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".cache") : Path.of(cache);
    return Optional.of(folder.resolve("octet").resolve("tuning.properties"));
  }

  /** What the file says of this machine, if it does. */
  public static Optional<Tuning> read(int vectorBits) {
    return path().filter(Files::isReadable).flatMap(path -> read(path, vectorBits));
  }

  private static Optional<Tuning> read(Path path, int vectorBits) {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
      if (!machine(vectorBits).equals(properties.getProperty(MACHINE, ""))) {
        return Optional.empty();
      }
      SortedMap<Integer, Double> int16 = new TreeMap<>();
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith(INT16)) {
          int steps = Integer.parseInt(name.substring(INT16.length()));
          int16.put(steps, Double.valueOf(properties.getProperty(name)));
        }
      }
      double float32 = Double.parseDouble(properties.getProperty(FLOAT32, ""));
      return int16.isEmpty() || !(float32 > 0)
          ? Optional.empty()
          : Optional.of(new Tuning(float32, int16));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Writes the file beside its place and moves it there when it is whole. */
  public static void write(Path path, int vectorBits, Tuning tuning) throws IOException {
    var properties = new Properties();
    properties.setProperty(MACHINE, machine(vectorBits));
    properties.setProperty(FLOAT32, decimal(tuning.float32()));
    tuning.int16().forEach((steps, speed) -> properties.setProperty(INT16 + steps, decimal(speed)));
    Path folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path whole = Files.createTempFile(folder, "tuning", ".new");
    try {
      try (var writer = Files.newBufferedWriter(whole, StandardCharsets.UTF_8)) {
        properties.store(writer, "GMAC/s, measured by octet doctor");
      }
      Files.move(whole, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static String decimal(double speed) {
    return String.format(Locale.ROOT, "%.1f", speed);
  }

  private static String machine(int vectorBits) {
    return "%s, %s, %d bits, %s"
        .formatted(
            System.getProperty("os.arch", ""),
            Processor.name(),
            vectorBits,
            System.getProperty("java.vm.version", ""));
  }
}
