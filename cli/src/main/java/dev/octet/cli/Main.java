package dev.octet.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code octet} command. Exit codes: 0 done, 1 the work failed, 2 wrong usage. Results go to
 * standard output, all else to standard error.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var out = new PrintWriter(System.out);
    var err = new PrintWriter(System.err, true);
    System.exit(finish(out, err, run(out, err, args)));
  }

  /** Flushes the result, and gives the exit code of a command that ended with {@code code}. */
  static int finish(PrintWriter out, PrintWriter err, int code) {
    if (!out.checkError()) {
      return code;
    }
    err.println("octet: a failed output in 'standard output': it cannot be written");
    err.flush();
    return Math.max(code, ExitCode.SOFTWARE);
  }

  /** Runs one command line and gives its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    var line = new CommandLine(new OctetCommand());
    line.setOut(out);
    line.setErr(err);
    line.registerConverter(Path.class, new Converters.PathName());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::reportUsage);
    line.setExecutionExceptionHandler(
        (exception, failed, _) -> {
          report(exception, failed);
          return ExitCode.SOFTWARE;
        });
    try {
      return line.execute(args);
    } catch (Error e) {
      err.println(ErrorLine.of(e, "octet"));
      if (List.of(args).contains("--verbose")) {
        e.printStackTrace(err);
      }
      return ExitCode.SOFTWARE;
    }
  }

  private static int reportUsage(ParameterException exception, String[] args) {
    CommandLine line = exception.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    String why = ErrorLine.onOneLine(exception.getMessage());
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      why += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    line.getErr().printf("octet: wrong usage in '%s': %s%n", name, why);
    line.getErr().printf("'%s --help' shows what there is%n", name);
    return ExitCode.USAGE;
  }

  private static void report(Exception exception, CommandLine failed) {
    failed.getErr().println(ErrorLine.of(exception, failed.getCommandSpec().qualifiedName()));
    if (failed.getCommand() instanceof WorkCommand command && command.isVerbose()) {
      exception.printStackTrace(failed.getErr());
    }
  }
}
