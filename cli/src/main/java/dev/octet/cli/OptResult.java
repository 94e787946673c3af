package dev.octet.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
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
      table(operators).print(out);
    }
  }

  /** The types of operators that are known. */
  record Operators(List<String> operators) implements OptResult {
    @Override
    public void print(PrintWriter out) {
      operators.forEach(out::println);
    }
  }

  /**
   * @param unsupported those among the types of operators that are not known
   */
  record ModelOperators(Map<String, Integer> operators, List<String> unsupported)
      implements OptResult {
    @Override
    public void print(PrintWriter out) {
      table(operators).print(out);
      out.println();
      out.println(
          unsupported.isEmpty()
              ? "all operators are supported"
              : "not supported: " + String.join(", ", unsupported));
    }
  }

  record Drawing(String model, String file) implements OptResult {
    @Override
    public void print(PrintWriter out) {
      out.println("drawing     " + file);
    }
  }

  private static TextTable table(Map<String, Integer> operators) {
    TextTable table = new TextTable().row("operator", "count");
    new TreeMap<>(operators).forEach(table::row);
    return table;
  }
}
