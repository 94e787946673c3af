package dev.octet.engine.kernel.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuningFileTest {
  private static final Tuning TUNING = new Tuning(55.5, new TreeMap<>(Map.of(2, 60.0, 8, 85.5)));

  private final String before = System.getProperty(TuningFile.PROPERTY, TuningFile.OFF);
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("new").resolve("tuning.properties");
    System.setProperty(TuningFile.PROPERTY, file.toString());
  }

  @AfterEach
  void forgetTheFile() {
    System.setProperty(TuningFile.PROPERTY, before);
  }

  @Test
  void what_is_written_is_read() throws IOException {
    TuningFile.write(file, 512, TUNING);

    assertThat(TuningFile.read(512)).contains(TUNING);
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_decimal_comma_of_the_users_language_does_not_matter() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      TuningFile.write(file, 512, TUNING);
    } finally {
      Locale.setDefault(before);
    }

    assertThat(TuningFile.read(512)).contains(TUNING);
  }

  @Test
  void speeds_of_another_vector_width_do_not_count() throws IOException {
    TuningFile.write(file, 512, TUNING);

    assertThat(TuningFile.read(256)).isEmpty();
  }

  @Test
  void a_file_that_is_not_there_says_nothing() {
    assertThat(TuningFile.read(512)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"float32=0.0", "float32=NaN", "float32=much", "int16.many=3", "float32=\\u00"})
  void a_damaged_file_says_nothing(String line) throws IOException {
    TuningFile.write(file, 512, TUNING);
    Files.writeString(file, Files.readString(file) + line + "\n");

    assertThat(TuningFile.read(512)).isEmpty();
  }

  @Test
  void off_ignores_the_file() throws IOException {
    TuningFile.write(file, 512, TUNING);
    System.setProperty(TuningFile.PROPERTY, TuningFile.OFF);

    assertThat(TuningFile.path()).isEmpty();
    assertThat(TuningFile.read(512)).isEmpty();
  }
}
