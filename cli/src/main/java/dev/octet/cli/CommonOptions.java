package dev.octet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionText.class)
final class CommonOptions {
  @Option(names = "--json", description = "Print one JSON document in place of text.")
  boolean json;

  @Option(names = "--verbose", description = "Show the stack trace of an error.")
  boolean verbose;
}
