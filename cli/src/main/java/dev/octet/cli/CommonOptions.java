package dev.octet.cli;

import dev.octet.engine.kernel.provider.TuningFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionText.class)
final class CommonOptions {
  @Option(names = "--json", description = "Print one JSON document in place of text.")
  boolean json;

  @Option(names = "--verbose", description = "Show the stack trace of an error.")
  boolean verbose;

  @Option(
      names = "--no-tuning",
      description = "Choose kernels without the speeds that 'octet doctor' has measured.")
  void noTuning(boolean ignored) {
    System.setProperty(TuningFile.PROPERTY, TuningFile.OFF);
  }
}
