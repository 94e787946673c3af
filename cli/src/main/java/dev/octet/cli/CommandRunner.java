package dev.octet.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a command line. What goes wrong is told on one line of standard error, wrong usage with a
 * second one that leads to the help.
 */
public final class CommandRunner {
  private static final String VERBOSE = "--verbose";

  private CommandRunner() {}

  /** Runs a command, prepared with what it prints to, and gives its exit code. */
  public static int run(Object command, PrintWriter out, PrintWriter err, String... args) {
    var line = new CommandLine(command);
    line.setOut(out);
    line.setErr(err);
    line.registerConverter(Path.class, new Converters.PathName());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(CommandRunner::reportUsage);
    line.setExecutionExceptionHandler(
        (exception, failed, _) -> {
          report(exception, failed, failed.getParseResult().matchedOptionValue(VERBOSE, false));
          return ExitCode.SOFTWARE;
        });
    try {
      return line.execute(args);
    } catch (Error e) {
      report(e, line, List.of(args).contains(VERBOSE));
      return ExitCode.SOFTWARE;
    }
  }

  /** Flushes the result, and gives the exit code of a command that ended with {@code code}. */
  public static int finish(PrintWriter out, PrintWriter err, int code) {
    if (!out.checkError()) {
      return code;
    }
    err.println("octet: a failed output in 'standard output': it cannot be written");
    err.flush();
    return Math.max(code, ExitCode.SOFTWARE);
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

  private static void report(Throwable failure, CommandLine failed, boolean verbose) {
    PrintWriter err = failed.getErr();
    err.println(ErrorLine.of(failure, failed.getCommandSpec().qualifiedName()));
    if (verbose) {
      failure.printStackTrace(err);
    }
  }
}
