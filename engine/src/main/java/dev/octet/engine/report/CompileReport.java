package dev.octet.engine.report;

import java.util.List;

/**
 * What a model runs for one set of input shapes: a row an operator, in the order of execution.
 *
 * @param kernels the set of inner loops in use, such as {@code vector-512}
 * @param constantBytes constants that are kept beside the packed weights
 * @param arenaBytes memory for intermediate values a session
 */
public record CompileReport(
    String kernels, long constantBytes, long arenaBytes, List<OperatorReport> operators) {
  public CompileReport {
    operators = List.copyOf(operators);
  }

  /** Operators that compute on int8. */
  public long int8Count() {
    return operators.stream().filter(OperatorReport::int8).count();
  }

  public long multiplyAdds() {
    return operators.stream().mapToLong(OperatorReport::multiplyAdds).sum();
  }

  public long weightBytes() {
    return operators.stream().mapToLong(OperatorReport::weightBytes).sum();
  }

  /** Where the memory of the model goes. */
  public MemoryUse memory() {
    return new MemoryUse(weightBytes(), constantBytes, arenaBytes);
  }

  /** The report as a table of text. */
  @Override
  public String toString() {
    return ReportTable.format(this);
  }
}
