package dev.octet.bench;

import dev.octet.cli.TextTable;
import dev.octet.engine.report.MemoryUse;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What compiled models take in memory. */
record MemoryReport(String kernels, List<MemoryRow> rows) implements Report {
  private static final double BYTES_PER_MEGABYTE = 1e6;

  /**
   * One model in one precision.
   *
   * @param heapBytes by how much the used heap grew
   */
  record Footprint(MemoryUse memory, long heapBytes) {}

  /** One model in both precisions. */
  record MemoryRow(String model, Footprint fp32, Footprint int8) {
    double ratio() {
      return (double) int8.memory().model() / fp32.memory().model();
    }
  }

  @Override
  public void print(PrintWriter out) {
    out.printf("kernels %s, one image a run; MB%n%n", kernels);
    var table = new TextTable();
    table.row(
        "model", "precision", "weights", "constants", "model", "of fp32", "heap", "a session");
    for (MemoryRow row : rows) {
      print(table, row.model(), "fp32", row.fp32(), "");
      print(table, row.model(), "int8", row.int8(), "%.2f".formatted(row.ratio()));
    }
    table.print(out);
    out.println("heap is measured: what the heap holds more after a garbage collection");
  }

  private static void print(
      TextTable table, String model, String precision, Footprint footprint, String ratio) {
    MemoryUse memory = footprint.memory();
    table.row(
        model,
        precision,
        megabytes(memory.weights()),
        megabytes(memory.constants()),
        megabytes(memory.model()),
        ratio,
        megabytes(footprint.heapBytes()),
        megabytes(memory.session()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.3f", bytes / BYTES_PER_MEGABYTE);
  }
}
