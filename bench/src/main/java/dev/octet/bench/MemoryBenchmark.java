package dev.octet.bench;

import dev.octet.bench.MemoryReport.Footprint;
import dev.octet.bench.MemoryReport.MemoryRow;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.report.MemoryUse;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.octet.OctetFile;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Measures what models take in memory once they are compiled and planned. They are read from files,
 * whose constants are mapped, so that the heap holds only what the compiled model keeps.
 */
final class MemoryBenchmark {
  /** The serial collector leaves some garbage where it is three times of four. */
  private static final int COLLECTIONS = 4;

  /**
   * @param name for the row
   * @param model as for {@link TimedModel#of}
   */
  MemoryRow run(String name, String model, Path testdata) throws IOException {
    return new MemoryRow(name, footprint(model, false, testdata), footprint(model, true, testdata));
  }

  private static Footprint footprint(String model, boolean int8, Path testdata) throws IOException {
    Path file = Files.createTempFile("octet-memory", ".octet");
    try {
      Shape shape = write(model, int8, testdata, file);
      // The first time loads classes.
      plan(file, shape);
      long before = usedHeap();
      CompiledModel compiled = plan(file, shape);
      long heap = usedHeap() - before;
      MemoryUse memory = compiled.memory();
      Reference.reachabilityFence(compiled);
      return new Footprint(memory, heap);
    } finally {
      Files.delete(file);
    }
  }

  /** Leaves nothing of the model but the file and the shape of its input. */
  private static Shape write(String model, boolean int8, Path testdata, Path file)
      throws IOException {
    TimedModel timed = TimedModel.of(model, List.of(), int8, testdata);
    OctetFile.write(timed.graph(), file);
    return timed.input().shape();
  }

  private static CompiledModel plan(Path file, Shape shape) throws IOException {
    Graph graph = OctetFile.read(file);
    CompiledModel model = Octet.compile(graph);
    var _ = model.report(Map.of(graph.inputs().getFirst().name(), shape));
    return model;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
