package dev.octet.cli;

import dev.octet.formats.AtomicOutputs;
import java.io.PrintWriter;

/**
 * The {@code octet} command. Exit codes: 0 done, 1 the work failed, 2 wrong usage. Results go to
 * standard output, all else to standard error.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(AtomicOutputs::closeAll));
    var out = new PrintWriter(System.out);
    var err = new PrintWriter(System.err, true);
    System.exit(
        CommandRunner.finish(out, err, CommandRunner.run(new OctetCommand(), out, err, args)));
  }
}
