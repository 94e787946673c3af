package dev.octet.bench;

import static java.util.stream.Collectors.groupingBy;

import dev.octet.cli.TextTable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the kernels showed. */
record KernelReport(Machine machine, List<KernelResult> results) implements Report {
  @Override
  public void print(PrintWriter out) {
    machine.print(out);
    out.println("GMAC/s by the least times, one thread; in brackets the share of the float32 peak");
    results.stream()
        .collect(
            groupingBy(
                result -> result.network() + ", " + result.kernel(),
                LinkedHashMap::new,
                Collectors.toList()))
        .forEach((title, group) -> print(out, title, group));
  }

  private void print(PrintWriter out, String title, List<KernelResult> group) {
    out.println();
    var table = new TextTable();
    table.row(title, "times", "fp32", "int8 worst case", "int8 one-sided");
    for (KernelResult result : group) {
      table.row(
          result.shape(),
          result.times(),
          rate(result.float32()),
          rate(result.worstCase()),
          rate(result.oneSided()));
    }
    table.row(
        "all",
        "",
        rate(total(group, KernelResult::float32)),
        rate(total(group, KernelResult::worstCase)),
        rate(total(group, KernelResult::oneSided)));
    table.print(out);
  }

  /** The rate of all layers one after the other. */
  private static double total(List<KernelResult> group, ToDoubleFunction<KernelResult> rate) {
    double work = 0;
    double time = 0;
    for (KernelResult result : group) {
      double part = (double) result.times() * result.multiplyAdds();
      work += part;
      time += part / rate.applyAsDouble(result);
    }
    return work / time;
  }

  private String rate(double rate) {
    return String.format(Locale.ROOT, "%.1f (%.0f%%)", rate, 100 * rate / machine.fmaPeak());
  }
}
