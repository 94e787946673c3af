package dev.octet.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5};

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name_a_file() {
    file = folder.resolve("model.octet");
  }

  @Test
  void a_new_file_has_the_content_and_nothing_lies_beside_it() throws IOException {
    AtomicFile.write(file, NEW);
    assertThat(file).hasBinaryContent(NEW);
    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void the_old_content_stays_in_place_until_the_new_one_is_whole() throws IOException {
    Files.write(file, OLD);
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeFully(channel, ByteBuffer.wrap(NEW));
          assertThat(file).hasBinaryContent(OLD);
        });
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void a_failing_write_leaves_the_old_file_and_nothing_beside_it() throws IOException {
    Files.write(file, OLD);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      AtomicFile.writeFully(channel, ByteBuffer.wrap(NEW));
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThat(file).hasBinaryContent(OLD);
    assertThat(folder.toFile().list()).containsExactly("model.octet");
  }

  @Test
  void an_error_in_the_content_leaves_nothing() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    _ -> {
                      throw new AssertionError("a fault of the program");
                    }))
        .isInstanceOf(AssertionError.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_missing_folder_is_named_with_the_file() {
    Path lost = folder.resolve("missing").resolve("model.octet");
    assertThatThrownBy(() -> AtomicFile.write(lost, NEW))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(lost.toString())
        .hasMessageContaining("folder does not exist");
  }

  @Test
  void a_folder_is_not_replaced() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> AtomicFile.write(file, NEW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a regular file");
    assertThat(file).isEmptyDirectory();
  }

  @Test
  void a_symbolic_link_stays_and_its_target_is_replaced() throws IOException {
    Files.write(file, OLD);
    Path link = Files.createSymbolicLink(folder.resolve("latest.octet"), file);
    AtomicFile.write(link, NEW);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void a_name_as_long_as_the_system_allows_can_be_written() throws IOException {
    Path longest = folder.resolve("n".repeat(255));
    AtomicFile.write(longest, NEW);
    assertThat(longest).hasBinaryContent(NEW);
  }
}
