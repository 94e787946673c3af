package dev.octet.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** What {@code octet opt} did or found. */
sealed interface OptResult extends Result {
  /**
   * @param parameterBytes what the parameters take
   * @param operators how often each type occurs now
   */
  record Optimized(
      String out, String type, String target, long parameterBytes, Map<String, Integer> operators)
      implements OptResult {
    @Override
    public void print(PrintWriter out) {
      out.printf("parameters  %s%n%n", Quantity.bytes(parameterBytes));
      TextTable table = new TextTable().row("operator", "count");
      new TreeMap<>(operators).forEach(table::row);
      table.print(out);
    }
  }

  /**
   * An operator.
   *
   * @param targets where Paddle Lite has kernels for it
   * @param octet whether Octet runs it
   */
  record Support(String operator, List<String> targets, boolean octet) {
    private String mark(String target) {
      return targets.contains(target) ? "Y" : "";
    }
  }

  /** All operators there are, or all of some targets. */
  record Operators(List<Support> operators, boolean markdown) implements OptResult {
    @Override
    public void print(PrintWriter out) {
      if (!markdown) {
        table(operators).print(out);
        return;
      }
      out.println("| operator | arm | x86 | octet |");
      out.println("|---|---|---|---|");
      for (Support it : operators) {
        out.printf(
            "| %s | %s | %s | %s |%n",
            it.operator(), it.mark("arm"), it.mark("x86"), it.octet() ? "Y" : "");
      }
    }
  }

  /** Kernels, as {@code type/alias/target/precision/layout}. */
  record Kernels(List<String> kernels) implements OptResult {
    @Override
    public void print(PrintWriter out) {
      kernels.forEach(out::println);
    }
  }

  /**
   * @param counts how often each operator occurs
   * @param unsupported those that Paddle Lite has no kernel for, before they are fused
   */
  record ModelOperators(
      List<Support> operators,
      Map<String, Integer> counts,
      String target,
      SortedSet<String> unsupported)
      implements OptResult {
    @Override
    public void print(PrintWriter out) {
      TextTable table = new TextTable().row("operator", "count", "arm", "x86", "octet");
      for (Support it : operators) {
        table.row(
            it.operator(),
            counts.get(it.operator()),
            it.mark("arm"),
            it.mark("x86"),
            it.octet() ? "Y" : "");
      }
      table.print(out);
      out.println();
      out.println(
          unsupported.isEmpty()
              ? "Paddle-Lite supports this model!"
              : "no kernels on '%s' for: %s".formatted(target, String.join(", ", unsupported)));
    }
  }

  record Drawing(String model, String file) implements OptResult {
    @Override
    public void print(PrintWriter out) {
      out.println("drawing     " + file);
    }
  }

  private static TextTable table(List<Support> operators) {
    TextTable table = new TextTable().row("operator", "arm", "x86", "octet");
    for (Support it : operators) {
      table.row(it.operator(), it.mark("arm"), it.mark("x86"), it.octet() ? "Y" : "");
    }
    return table;
  }
}
