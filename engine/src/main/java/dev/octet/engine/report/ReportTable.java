package dev.octet.engine.report;

/** The text form of a compile report. */
final class ReportTable {
  private static final String ROW = "%-28s %-22s %-5s %-22s %-18s %12s %10s  %s%n";

  private ReportTable() {}

  static String format(CompileReport report) {
    var text = new StringBuilder();
    text.append(
        ROW.formatted(
            "operator", "type", "in", "kernel", "output", "MAC", "weights", "why not int8"));
    for (OperatorReport row : report.operators()) {
      text.append(
          ROW.formatted(
              row.name(),
              row.type(),
              row.int8() ? "int8" : "float",
              row.kernel(),
              row.output(),
              row.multiplyAdds(),
              row.weightBytes(),
              row.reason()));
    }
    return text.append(
            "%d operators, %d in int8, %,d MAC, %s%n"
                .formatted(
                    report.operators().size(),
                    report.int8Count(),
                    report.multiplyAdds(),
                    report.kernels()))
        .append(
            "bytes: %,d of packed weights, %,d of other constants, %,d a session%n"
                .formatted(report.weightBytes(), report.constantBytes(), report.arenaBytes()))
        .toString();
  }
}
