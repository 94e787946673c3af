package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files with random damage either are read into a sound graph or give a {@link
 * ModelFormatException}; nothing else ever happens.
 */
class LiteMutationTest {
  private static final Path MODELS =
      Path.of(System.getProperty("octet.testdata"), "models", "lite");
  private static final int MUTANTS = 600;
  private static final int FRAME = 26;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"lenet-dynamic-int8.nb", "lenet-dynamic-int8-v1.nb", "mobilenetv1-static-int8.nb"})
  void a_damaged_file_is_read_or_refused(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(MODELS.resolve(name));
    // Most of the rest is weights, where damage shows nothing.
    int interesting =
        FRAME + 64 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(18);
    Path file = folder.resolve("mutant.nb");
    int read = 0;
    int refused = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      var random = new SplittableRandom(seed);
      Files.write(file, damaged(random, bytes, interesting));
      try {
        assertThat(LiteModel.read(file).outputs()).isNotEmpty();
        read++;
      } catch (ModelFormatException e) {
        assertThat(e.getMessage()).contains("mutant.nb");
        refused++;
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError("seed %d of %s: %s".formatted(seed, name, e), e);
      }
    }
    assertThat(read).as("read").isGreaterThan(MUTANTS / 100);
    assertThat(refused).as("refused").isGreaterThan(MUTANTS / 10);
  }

  private static byte[] damaged(SplittableRandom random, byte[] bytes, int interesting) {
    byte[] damaged = bytes.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextInt(8) == 0 ? bytes.length : interesting);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[at] = (byte) random.nextInt(256);
        case 2 ->
            damaged[at] = new byte[] {0, 1, 0x7f, (byte) 0x80, (byte) 0xff}[random.nextInt(5)];
        default -> {
          // A piece of the file over another one, in whole words as references are.
          int from = random.nextInt(interesting / 4) * 4;
          int length = Math.min(4 + 4 * random.nextInt(8), bytes.length - Math.max(from, at));
          System.arraycopy(bytes, from, damaged, at / 4 * 4, length);
        }
      }
    }
    return damaged;
  }
}
