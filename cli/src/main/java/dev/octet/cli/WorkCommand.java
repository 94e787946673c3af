package dev.octet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does work and shows its result as text or JSON. */
abstract class WorkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  /** Does the work. */
  abstract Result work() throws IOException;

  @Override
  public final Integer call() throws IOException {
    Result result = work();
    PrintWriter out = spec.commandLine().getOut();
    if (common.isJson()) {
      out.println(Json.text(result));
    } else {
      result.print(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Where messages go that are not the result. */
  final PrintWriter messages() {
    return spec.commandLine().getErr();
  }

  /** Whether the user wrote the option. */
  final boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** What is to be thrown where options contradict each other or the model. */
  final ParameterException wrongUsage(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
