package dev.octet.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("octet.kills", 6);

  /** Between the versions of two writers. */
  private static final int APART = 1_000_000;

  @TempDir Path folder;

  @Test
  void the_outputs_of_a_killed_process_are_the_old_or_the_new_ones_as_a_whole() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer = start(0);
      while (Files.notExists(folder.resolve("model")) && writer.isAlive()) {
        Thread.sleep(1);
      }
      TimeUnit.MICROSECONDS.sleep(100_000 + random.nextInt(50_000));
      assertThat(writer.isAlive()).isTrue();
      writer.destroyForcibly().waitFor();

      AtomicOutputs.recover(folder);

      requireOneVersion("kill " + kill + " of seed " + seed);
    }
  }

  @Test
  void of_processes_that_write_together_one_has_all_outputs() throws Exception {
    long seed = new Random().nextLong();
    List<Process> writers = new ArrayList<>();
    for (int writer = 0; writer < 3; writer++) {
      writers.add(start(writer * APART));
    }
    TimeUnit.MILLISECONDS.sleep(1_000 + new Random(seed).nextInt(50));
    for (Process writer : writers) {
      assertThat(writer.isAlive()).isTrue();
      writer.destroyForcibly().waitFor();
    }

    AtomicOutputs.recover(folder);

    requireOneVersion("seed " + seed);
  }

  private void requireOneVersion(String what) throws IOException {
    assertThat(folder.toFile().list())
        .as(what)
        .filteredOn(name -> !name.equals(".octet-lock"))
        .containsExactlyInAnyOrder("model", "m.parameters", "m.program");
    int version = version(folder.resolve("m.program"));
    assertThat(version).as(what).isNotNegative();
    assertThat(version(folder.resolve("m.parameters"))).as(what).isEqualTo(version);
    assertThat(version(folder.resolve("model/program"))).as(what).isEqualTo(version);
    assertThat(version(folder.resolve("model/parameters"))).as(what).isEqualTo(version);
  }

  private static int version(Path file) throws IOException {
    return KilledWriter.version(Files.readAllBytes(file));
  }

  private Process start(int firstVersion) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // Tests run on the class path or on the module path: all classes needed are beside these two.
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            location(AtomicFile.class)
                + System.getProperty("path.separator")
                + location(KilledWriter.class),
            KilledWriter.class.getName(),
            folder.toString(),
            Integer.toString(firstVersion))
        .inheritIO()
        .start();
  }

  private static String location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }
}
