package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** One command line, run in this virtual machine, and what it printed. */
record CommandRun(int code, String out, String err) {
  static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));
  static final Path LENET = TESTDATA.resolve("models/lenet/fp32");
  static final Path LENET_INPUT = TESTDATA.resolve("golden/lenet/input.npy");
  static final Path CALIBRATION = TESTDATA.resolve("fashion/calib512-images-idx3-ubyte.gz");
  static final Path TEST_IMAGES = TESTDATA.resolve("fashion/t10k-images-idx3-ubyte.gz");
  static final Path TEST_LABELS = TESTDATA.resolve("fashion/t10k-labels-idx1-ubyte.gz");

  static CommandRun octet(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        CommandRunner.run(
            new OctetCommand(),
            new PrintWriter(out),
            new PrintWriter(err),
            Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** The run, which did its work and had nothing to remark. */
  CommandRun succeeded() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return this;
  }

  /** The one line of a run whose work failed. */
  String failure() {
    assertThat(code).as(err).isEqualTo(1);
    assertThat(out).isEmpty();
    assertThat(err.lines()).hasSize(1);
    assertThat(err).matches("(?s)octet: .+ in .+: .+\\R");
    return err.strip();
  }

  /** The first line of a run that was used wrongly. */
  String usageError() {
    assertThat(code).as(err).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("octet: wrong usage in 'octet").doesNotContain("\tat ");
    return err.lines().findFirst().orElseThrow();
  }

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + out, e);
    }
  }
}
