package dev.octet.bench;

import dev.octet.bench.start.Start;
import dev.octet.cli.TextTable;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How long it takes from the start of a process to its first result, and to full speed. */
record StartReport(Machine machine, List<StartRow> rows) implements Report {
  /**
   * Starts of one kind.
   *
   * @param start what helped the start
   */
  record StartRow(String model, String start, List<Start> starts) {}

  /** The same model gives the same bits, however it was started. */
  @Override
  public boolean isSound() {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                StartRow::model,
                Collectors.flatMapping(
                    row -> row.starts().stream().map(Start::checksum), Collectors.toSet())))
        .values()
        .stream()
        .allMatch(checksums -> checksums.size() == 1);
  }

  @Override
  public void print(PrintWriter out) {
    machine.print(out);
    out.println("milliseconds, least / median of fresh virtual machines");
    out.println();
    var table = new TextTable();
    table.row(
        "model",
        "start",
        "load",
        "compile",
        "plan",
        "first run",
        "process to result",
        "CPU",
        "runs to steady",
        "steady run");
    for (StartRow row : rows) {
      table.row(
          row.model(),
          row.start(),
          text(row, Start::load),
          text(row, Start::compile),
          text(row, Start::plan),
          text(row, Start::firstRun),
          text(row, Start::total),
          text(row, Start::cpu),
          text(row, Start::runsToSteady),
          steady(row));
    }
    table.print(out);
    if (!isSound()) {
      out.println("results differ: WRONG");
    }
  }

  private static String text(StartRow row, ToDoubleFunction<Start> number) {
    double[] sorted = sorted(row, number);
    return "%.0f / %.0f".formatted(sorted[0], sorted[sorted.length / 2]);
  }

  private static String steady(StartRow row) {
    double[] sorted = sorted(row, Start::steady);
    return String.format(Locale.ROOT, "%.2f / %.2f", sorted[0], sorted[sorted.length / 2]);
  }

  private static double[] sorted(StartRow row, ToDoubleFunction<Start> number) {
    double[] sorted = row.starts().stream().mapToDouble(number).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
