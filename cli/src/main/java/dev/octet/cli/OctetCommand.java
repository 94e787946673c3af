package dev.octet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself, which only leads to those below it. */
@Command(
    name = "octet",
    description = "int8 neural-network inference and quantization in pure Java",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      InfoCommand.class,
      RunCommand.class,
      QuantizeCommand.class,
      OptCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      ConvertCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "MODEL is a Paddle model (a folder or its program file, such as NAME.pdmodel),",
      "a .nb file of Paddle Lite, or an .octet file. Exit codes: 0 done, 1 the work failed, 2 wrong"
          + " usage."
    })
final class OctetCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
