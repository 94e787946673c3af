package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.quant.reference.ModelBits.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models give the same bits however they run. */
class ModelBitsTest {
  private static List<Line> lines = List.of();

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void run() throws IOException {
    lines = ModelBits.lines();
  }

  @Test
  void the_number_of_threads_changes_no_bit() {
    var byRun =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.model() + " " + line.precision() + " " + line.batch(),
                    Collectors.mapping(Line::all, Collectors.toList())));
    assertThat(byRun)
        .hasSize(24)
        .allSatisfy(
            (run, digests) -> assertThat(digests).hasSize(4).containsOnly(digests.getFirst()));
  }

  @Test
  void the_batch_size_changes_no_bit() {
    var byModel =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.model() + " " + line.precision(),
                    Collectors.mapping(Line::first, Collectors.toList())));
    assertThat(byModel)
        .hasSize(12)
        .allSatisfy(
            (run, digests) -> assertThat(digests).hasSize(8).containsOnly(digests.getFirst()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256"})
  void the_vector_width_changes_no_bit(String bits) throws IOException, InterruptedException {
    assertSameLines("vector-" + bits, "-Doctet.vectorBits=" + bits);
  }

  @Test
  void the_scalar_kernels_give_the_same_bits() throws IOException, InterruptedException {
    assertSameLines("scalar", "-Doctet.kernels=scalar");
  }

  /** A virtual machine has one set of kernels, so another set takes another. */
  private void assertSameLines(String kernels, String option)
      throws IOException, InterruptedException {
    Path result = Files.createFile(folder.resolve("lines"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add(option);
    command.add("-Doctet.testdata=" + System.getProperty("octet.testdata"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ModelBits.class.getName(), result.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(messages).isZero();

    List<String> text = Files.readAllLines(result);
    assertThat(text.getFirst()).isEqualTo(kernels);
    assertThat(text.stream().skip(1).map(Line::parse)).containsExactlyElementsOf(lines);
  }
}
