package dev.octet.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelFormatExceptionTest {
  @Test
  void texts_of_a_damaged_file_are_shortened_to_their_beginnings_and_ends() {
    String where = "operator 1 (" + "x".repeat(1_000_000) + ")";
    String reason = "attribute 'a' is [" + "1, ".repeat(1_000_000) + "]: must be 2 numbers";

    String message = new ModelFormatException(Path.of("a.nb"), where, reason).getMessage();

    assertThat(message)
        .startsWith("a.nb, operator 1 (xxx")
        .contains(" ... ", "attribute 'a' is [1, 1")
        .endsWith("]: must be 2 numbers")
        .hasSizeLessThan(1500);
  }
}
