package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.GraphException;
import dev.octet.formats.ModelFormatException;
import dev.octet.quant.QuantizationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorLineTest {
  @TempDir private Path folder;

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new ModelFormatException(Path.of("m"), "byte 4", "too short"),
            "octet: bad content in m, byte 4: too short"),
        Arguments.of(
            new NoSuchFileException("/a/b.npy"), "octet: a missing file in /a: there is no b.npy"),
        Arguments.of(
            new NoSuchFileException("/a/b", null, "its folder does not exist"),
            "octet: a file that cannot be used in /a/b: its folder does not exist"),
        Arguments.of(
            new AccessDeniedException("/a"),
            "octet: a file that cannot be used in /a: permission denied"),
        Arguments.of(
            new FileSystemException("/a", null, "is not a regular file"),
            "octet: a file that cannot be used in /a: is not a regular file"),
        Arguments.of(
            new IOException("No space left on device"),
            "octet: input or output failed in 'octet run': No space left on device"),
        Arguments.of(
            new GraphException("no node 'x'"), "octet: bad graph in 'octet run': no node 'x'"),
        Arguments.of(
            new QuantizationException("nothing to do"),
            "octet: quantization failed in 'octet run': nothing to do"),
        Arguments.of(
            new ExceptionInInitializerError(new IllegalArgumentException("octet.kernels=x")),
            "octet: a wrong setting in 'octet run': octet.kernels=x"),
        Arguments.of(
            new IllegalStateException("odd\n  thing"),
            "octet: a defect of octet showed in 'octet run':"
                + " java.lang.IllegalStateException: odd thing; --verbose shows where"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void every_failure_is_one_line(Throwable failure, String line) {
    assertThat(ErrorLine.of(failure, "octet run")).isEqualTo(line);
  }

  @Test
  void a_missing_model_is_told_by_its_folder_and_name() {
    CommandRun run = octet("info", folder.resolve("nothing"));
    assertThat(run.failure())
        .isEqualTo("octet: a missing file in %s: there is no nothing".formatted(folder));
  }

  @Test
  void a_damaged_model_is_told_by_its_file() throws IOException {
    Path file = folder.resolve("model.octet");
    Files.writeString(file, "this is no model");
    assertThat(octet("info", file).failure()).startsWith("octet: bad content in " + file);
  }

  @Test
  void a_model_of_a_kind_that_is_not_read_is_told_by_its_kind() throws IOException {
    Path file = Files.createFile(folder.resolve("model.onnx"));
    assertThat(octet("info", file).failure()).contains(file.toString()).contains("ONNX");
  }

  @Test
  void a_folder_without_a_model_is_told() {
    assertThat(octet("info", folder).failure()).contains(folder.toString());
  }

  @Test
  void verbose_shows_where_it_happened() {
    CommandRun run = octet("info", folder.resolve("nothing"), "--verbose");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines().findFirst().orElseThrow()).startsWith("octet: a missing file");
    assertThat(run.err()).contains("\tat dev.octet.cli.");
  }

  @Test
  void data_of_a_wrong_shape_name_the_model_and_the_input() {
    Path labels = CommandRun.TEST_LABELS;
    CommandRun run = octet("eval", LENET, "--data", labels, "--labels", labels);
    assertThat(run.failure()).contains(LENET.toString()).contains("image");
  }
}
