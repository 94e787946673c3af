package dev.octet.cli;

import dev.octet.engine.kernel.provider.TuningFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionText.class)
public final class CommonOptions {
  @Option(names = "--json", description = "Print one JSON document in place of text.")
  private boolean json;

  @Option(names = "--verbose", description = "Show the stack trace of an error.")
  boolean verbose;

  /** Whether the result is to be printed as JSON. */
  public boolean isJson() {
    return json;
  }

  @Option(
      names = "--no-tuning",
      description = "Choose kernels without the speeds that 'octet doctor' has measured.")
  void noTuning(boolean ignored) {
    System.setProperty(TuningFile.PROPERTY, TuningFile.OFF);
  }
}
