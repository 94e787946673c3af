package dev.octet.bench;

import dev.octet.cli.CommandRunner;
import java.io.PrintWriter;

/**
 * The {@code octet bench} command. Exit codes: 0 done, 1 the work failed or outputs disagree, 2
 * wrong usage.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var out = new PrintWriter(System.out);
    var err = new PrintWriter(System.err, true);
    System.exit(
        CommandRunner.finish(out, err, CommandRunner.run(new BenchCommand(), out, err, args)));
  }
}
