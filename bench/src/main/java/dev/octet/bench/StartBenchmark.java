package dev.octet.bench;

import dev.octet.bench.StartReport.StartRow;
import dev.octet.bench.start.FreshJvm;
import dev.octet.bench.start.Start;
import dev.octet.formats.octet.OctetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Starts fresh virtual machines: plain, with an AOT cache, and with a fast start, in turn. */
final class StartBenchmark {
  private static final int RUNS = 150;

  private final FreshJvm jvm = new FreshJvm();
  private final int starts;

  /**
   * @param starts how many virtual machines start for each row
   */
  StartBenchmark(int starts) {
    this.starts = starts;
  }

  List<StartRow> run(TimedModel model) throws IOException {
    Path folder = Files.createTempDirectory("octet-start");
    try {
      Path file = folder.resolve("model.octet");
      OctetFile.write(model.graph(), file);
      return run(model, file, folder.resolve("cache.aot"));
    } finally {
      delete(folder);
    }
  }

  private List<StartRow> run(TimedModel model, Path file, Path cache) throws IOException {
    String shape =
        IntStream.of(model.input().shape().toArray())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("x"));
    List<Start> plain = new ArrayList<>();
    List<Start> cached = new ArrayList<>();
    List<Start> fast = new ArrayList<>();
    if (jvm.canCache()) {
      jvm.start(file, shape, RUNS, List.of("-XX:AOTCacheOutput=" + cache));
    }
    for (int i = 0; i < starts; i++) {
      plain.add(jvm.start(file, shape, RUNS, List.of()));
      if (jvm.canCache()) {
        cached.add(jvm.start(file, shape, RUNS, List.of("-XX:AOTCache=" + cache)));
      }
      fast.add(jvm.start(file, shape, RUNS, List.of(FreshJvm.FAST_START)));
    }
    List<StartRow> rows = new ArrayList<>();
    rows.add(new StartRow(model.name(), "plain", plain));
    if (jvm.canCache()) {
      rows.add(new StartRow(model.name(), "AOT cache", cached));
    }
    rows.add(new StartRow(model.name(), "fast start", fast));
    return rows;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
