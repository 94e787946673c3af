package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFilesTest {
  private static final Path FOLDER = Path.of("out");

  @ParameterizedTest
  @CsvSource({
    "softmax_0.tmp_0, softmax_0.tmp_0.npy",
    "scale/x:0, scale_x_0.npy",
    "a\\b*c?d, a_b_c_d.npy",
    "../../etc/passwd, _._.._etc_passwd.npy",
    ".hidden, _hidden.npy",
    "größe, größe.npy",
  })
  void characters_that_a_name_cannot_hold_become_underscores(String output, String file) {
    assertThat(OutputFiles.in(FOLDER, List.of(output))).containsExactly(FOLDER.resolve(file));
  }

  @Test
  void names_that_become_equal_get_numbers() {
    assertThat(OutputFiles.in(FOLDER, List.of("a/b", "a:b", "A_B")))
        .containsExactly(
            FOLDER.resolve("a_b.npy"), FOLDER.resolve("a_b_2.npy"), FOLDER.resolve("A_B_3.npy"));
  }

  @Test
  void a_long_name_is_cut() {
    Path file = OutputFiles.in(FOLDER, List.of("x".repeat(1000))).getFirst();
    assertThat(file.getFileName().toString()).hasSizeLessThan(255);
  }
}
