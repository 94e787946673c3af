package dev.octet.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version, from the manifest of the jar. */
final class VersionText implements IVersionProvider {
  /** What a run from class files, which have no manifest, calls itself. */
  private static final String UNPACKAGED = "(not packaged)";

  static String version() {
    return Objects.requireNonNullElse(
        VersionText.class.getPackage().getImplementationVersion(), UNPACKAGED);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"octet " + version()};
  }
}
