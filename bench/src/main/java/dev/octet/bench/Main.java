package dev.octet.bench;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * The {@code octet bench} command. Exit codes: 0 done, 1 the work failed or outputs disagree, 2
 * wrong usage.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var line = new CommandLine(new BenchCommand());
    var err = new PrintWriter(System.err, true);
    line.setOut(new PrintWriter(System.out, true));
    line.setErr(err);
    line.setParameterExceptionHandler(
        (exception, _) -> {
          err.println("octet bench: wrong usage: " + exception.getMessage());
          err.println("'octet bench --help' shows what there is");
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (exception, _, _) -> {
          err.println("octet bench: " + exception.getMessage());
          if (Boolean.getBoolean("octet.bench.trace")) {
            exception.printStackTrace(err);
          }
          return ExitCode.SOFTWARE;
        });
    System.exit(line.execute(args));
  }
}
