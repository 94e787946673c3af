package dev.octet.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicOutputsTest {
  @TempDir Path folder;

  private static AtomicFile.Content text(String text) {
    return channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(text.getBytes()));
  }

  private Map<Path, AtomicFile.Content> pair(String text) {
    Map<Path, AtomicFile.Content> files = new LinkedHashMap<>();
    files.put(folder.resolve("parameters"), text(text));
    files.put(folder.resolve("program"), text(text));
    return files;
  }

  private void write(String text) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.files(pair(text));
      outputs.commit();
    }
  }

  @Test
  void no_output_takes_its_place_before_all_are_whole() throws IOException {
    Path lost = folder.resolve("missing").resolve("b");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.file(folder.resolve("a"), text("new"));
      assertThatThrownBy(() -> outputs.file(lost, text("new")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(lost.toString());
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void two_outputs_in_one_place_are_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.file(file, text("one"));
      assertThatThrownBy(() -> outputs.file(file, text("two")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(file.toRealPath() + ": is to be two outputs");
    }
    assertThat(file).hasContent("old");
  }

  @Test
  void without_commit_the_old_outputs_stay() throws IOException {
    write("old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.files(pair("new"));
    }
    assertThat(folder.resolve("parameters")).hasContent("old");
    assertThat(folder.resolve("program")).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void a_program_that_ends_early_leaves_the_old_outputs() throws IOException {
    write("old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.files(pair("new"));
      AtomicOutputs.closeAll();
      assertThat(folder.resolve("parameters")).hasContent("old");
      assertThat(folder.resolve("program")).hasContent("old");
      assertThat(folder.toFile().list()).hasSize(2);
      assertThatThrownBy(outputs::commit).hasMessage("the outputs are closed");
      assertThatThrownBy(() -> outputs.file(folder.resolve("late"), text("new")))
          .hasMessage("the outputs are closed");
    }
  }

  @Test
  void outputs_in_two_folders_are_written() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.file(folder.resolve("a"), text("a"));
      outputs.file(other.resolve("b"), text("b"));
      outputs.commit();
    }
    assertThat(folder.resolve("a")).hasContent("a");
    assertThat(other.resolve("b")).hasContent("b");
  }

  @Test
  void a_folder_is_replaced_with_all_that_it_holds() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("old"), "old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.folder(model, part -> AtomicFile.create(part.resolve("new"), text("new")));
      assertThat(model.resolve("old")).hasContent("old");
      outputs.commit();
    }
    assertThat(model.toFile().list()).containsExactly("new");
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @Test
  void a_folder_is_not_replaced_by_a_file_nor_a_file_by_a_folder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      assertThatThrownBy(() -> outputs.folder(file, _ -> {})).hasMessageContaining("not a folder");
      assertThatThrownBy(() -> outputs.file(folder, text("")))
          .hasMessageContaining("is not a regular file");
    }
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  /**
   * The steps of a commit of two files that replace two: both hidden, then the first, the second.
   */
  private OutputJournal interrupted(int steps) throws IOException {
    OutputJournal journal = OutputJournal.open(folder.toRealPath());
    for (String name : new String[] {"parameters", "program"}) {
      AtomicFile.create(journal.add(name, true), text("new"));
    }
    if (steps > 0) {
      journal.note();
    }
    if (steps > 1) {
      journal.hide();
    }
    for (int i = 0; i < steps - 2; i++) {
      journal.take(i);
    }
    return journal;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void an_interrupted_run_is_undone_unless_only_tidying_was_left(int steps) throws IOException {
    write("old");
    interrupted(steps).abandon();

    AtomicOutputs.recover(folder);

    String expected = steps == 4 ? "new" : "old";
    assertThat(folder.resolve("parameters")).hasContent(expected);
    assertThat(folder.resolve("program")).hasContent(expected);
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void a_folder_comes_back_though_the_new_one_is_in_its_place() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("old"), "old");
    OutputJournal journal = OutputJournal.open(folder.toRealPath());
    Files.writeString(Files.createDirectory(journal.add("model", true)).resolve("new"), "new");
    AtomicFile.create(journal.add("other", true), text("new"));
    journal.note();
    journal.hide();
    journal.take(0);
    journal.abandon();

    AtomicOutputs.recover(folder);

    assertThat(folder.toFile().list()).containsExactly("model");
    assertThat(model.toFile().list()).containsExactly("old");
  }

  @Test
  void writing_recovers_first() throws IOException {
    write("old");
    interrupted(3).abandon();

    AtomicFile.write(folder.resolve("else"), new byte[0]);

    assertThat(folder.resolve("parameters")).hasContent("old");
    assertThat(folder.resolve("program")).hasContent("old");
    assertThat(folder.toFile().list()).hasSize(3);
  }

  @Test
  void what_another_program_wrote_after_the_interruption_stays() throws IOException {
    write("old");
    interrupted(2).abandon();
    Files.writeString(folder.resolve("parameters"), "other");
    Files.writeString(folder.resolve("program"), "other");

    AtomicOutputs.recover(folder);

    assertThat(folder.resolve("parameters")).hasContent("other");
    assertThat(folder.resolve("program")).hasContent("other");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void a_run_under_way_is_left_alone() throws IOException {
    write("old");
    try (OutputJournal journal = interrupted(2)) {
      AtomicOutputs.recover(folder);
      assertThat(folder.resolve("program")).doesNotExist();
      journal.take();
    }
    assertThat(folder.resolve("parameters")).hasContent("new");
    assertThat(folder.resolve("program")).hasContent("new");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../victim", "/etc/victim", "..", ".octet-x", "sub/victim"})
  void a_journal_cannot_name_what_is_elsewhere(String name) throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path sub = Files.createDirectory(folder.resolve("sub"));
    OutputJournal journal = OutputJournal.open(sub.toRealPath());
    journal.add(name, true);
    journal.note();
    journal.abandon();

    AtomicOutputs.recover(sub);

    assertThat(victim).hasContent("mine");
    assertThat(sub).isEmptyDirectory();
  }

  @Test
  void outputs_that_are_not_committed_leave_what_is_there() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path inner = Files.createDirectory(folder.resolve("b"));
    Files.writeString(inner.resolve("c"), "old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.file(file, _ -> {});
      outputs.folder(inner, _ -> {});
      outputs.folder(folder.resolve("new"), _ -> {});
    }
    assertThat(file).hasContent("old");
    assertThat(inner.resolve("c")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void a_place_in_a_file_is_told_from_one_in_a_missing_folder() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      assertThatThrownBy(() -> outputs.file(file.resolve("b"), text("new")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("'%s' is no folder", file);
      assertThatThrownBy(() -> outputs.folder(file.resolve("b"), _ -> {}))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("'%s' is no folder", file);
    }
  }
}
