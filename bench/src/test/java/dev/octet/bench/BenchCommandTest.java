package dev.octet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|one of MODEL, --peers, --kernels",
        "--peers --kernels|one of MODEL, --peers, --kernels",
        "--peers --models vgg|--models must be of",
        "--peers --rounds 0|must be 1 or more",
        "--start --starts 0|must be 1 or more",
        "--start --memory|one of MODEL, --peers, --kernels",
        "--memory --models vgg|--models must be of",
        "--kernels --threads 0|must be 1 or more",
        "--kernels --json-file pom.xml|replaces .json files only, not pom.xml",
        "testdata/lenet --against tract|must be onnxruntime",
        "testdata/lenet --int8 --against onnxruntime|for float models",
      })
  void wrong_usage_is_named(String line, String message) {
    var errors = new StringWriter();
    var command = new CommandLine(new BenchCommand());
    command.setErr(new PrintWriter(errors, true));
    assertThat(command.execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(errors.toString()).contains(message);
  }
}
