package dev.octet.bench;

import dev.octet.bench.measure.Agreement;
import dev.octet.bench.measure.Latency;
import dev.octet.cli.TextTable;
import dev.octet.engine.report.OperatorTime;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * How fast one model is.
 *
 * @param multiplyAdds of one run
 * @param latencies of each engine and number of threads
 * @param agreement of the other engine with Octet; empty where there is none
 */
record ModelReport(
    Machine machine,
    String model,
    String input,
    long multiplyAdds,
    List<EngineLatency> latencies,
    List<Agreement> agreement,
    List<OperatorRow> operators)
    implements Report {
  private static final double NANOS_PER_MICRO = 1e3;

  /** How fast one engine is. */
  record EngineLatency(String engine, int threads, Latency latency) {}

  /** One operator of Octet. */
  record OperatorRow(
      String name, String type, String kernel, String output, double microseconds, double gmacs) {
    static OperatorRow of(OperatorTime time) {
      return new OperatorRow(
          time.operator().name(),
          time.operator().type(),
          time.operator().kernel(),
          time.operator().output().toString(),
          time.nanoseconds() / NANOS_PER_MICRO,
          time.gigaMultiplyAddsPerSecond());
    }
  }

  @Override
  public boolean isSound() {
    return agreement.stream().allMatch(Agreement::isSame);
  }

  @Override
  public void print(PrintWriter out) {
    machine.print(out);
    out.printf("%s, input %s, %,d multiply-adds%n%n", model, input, multiplyAdds);
    var table = new TextTable();
    table.row(
        "engine",
        "threads",
        "runs",
        "min ms",
        "p50",
        "p90",
        "p99",
        "max",
        "mean",
        "GMAC/s",
        "of the peak");
    for (EngineLatency each : latencies) {
      Latency latency = each.latency();
      double rate = multiplyAdds / latency.min() / 1e6;
      table.row(
          each.engine(),
          each.threads(),
          latency.runs(),
          number(latency.min()),
          number(latency.p50()),
          number(latency.p90()),
          number(latency.p99()),
          number(latency.max()),
          number(latency.mean()),
          String.format(Locale.ROOT, "%.1f", rate),
          String.format(Locale.ROOT, "%.0f%%", 100 * rate / machine.fmaPeak()));
    }
    table.print(out);
    out.println("GMAC/s of the fastest run; the peak is that of one thread in float32");
    agreement.forEach(
        each ->
            out.printf(
                "largest relative difference of the outputs %.0e%s%n",
                each.relativeError(), each.isSame() ? "" : ": WRONG"));
    printOperators(out);
  }

  private void printOperators(PrintWriter out) {
    out.println();
    out.println("operators of Octet on one thread, the least times of each");
    double sum = operators.stream().mapToDouble(OperatorRow::microseconds).sum();
    var table = new TextTable();
    table.row("operator", "type", "kernel", "output", "µs", "share", "GMAC/s");
    for (OperatorRow row : operators) {
      table.row(
          row.name(),
          row.type(),
          row.kernel(),
          row.output(),
          String.format(Locale.ROOT, "%.1f", row.microseconds()),
          String.format(Locale.ROOT, "%.1f%%", 100 * row.microseconds() / sum),
          row.gmacs() > 0 ? String.format(Locale.ROOT, "%.1f", row.gmacs()) : "");
    }
    table.print(out);
  }

  private static String number(double milliseconds) {
    return String.format(Locale.ROOT, milliseconds < 1 ? "%.4f" : "%.2f", milliseconds);
  }
}
