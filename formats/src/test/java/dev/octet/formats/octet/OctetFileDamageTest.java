package dev.octet.formats.octet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetFileDamageTest {
  @TempDir Path folder;
  private byte[] small;

  @BeforeEach
  void write_a_small_file() throws IOException {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 3));
    Value a = builder.constant("a", Tensor.of(new float[] {1, 2, 3}, 3));
    Value b = builder.constant("b", Tensor.of(new byte[] {4, 5}, 2));
    Value y = builder.add("y", new Binary(BinaryKind.ADD, 1), x, a);
    Path file = folder.resolve("small.octet");
    OctetFile.write(builder.build(y, b), file);
    small = Files.readAllBytes(file);
  }

  @Test
  void every_changed_bit_of_a_file_is_detected() {
    for (int i = 0; i < small.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = small.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> read(flipped))
            .as("bit %d of byte %d of %d", bit, i, small.length)
            .isInstanceOf(ModelFormatException.class);
      }
    }
  }

  @Test
  void every_replaced_byte_of_a_file_is_detected() {
    for (int i = 0; i < small.length; i++) {
      byte[] flipped = small.clone();
      flipped[i] ^= (byte) 0xFF;
      assertThatThrownBy(() -> read(flipped))
          .as("byte %d of %d", i, small.length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void a_damaged_file_on_the_disk_is_detected() throws IOException {
    for (int length : new int[] {0, 1, 63, 64, small.length - 1}) {
      Path file = Files.write(folder.resolve("cut.octet"), Arrays.copyOf(small, length));
      assertThatThrownBy(() -> OctetFile.read(file))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void truncation_at_every_length_is_detected() {
    for (int length = 0; length < small.length; length++) {
      byte[] cut = Arrays.copyOf(small, length);
      assertThatThrownBy(() -> read(cut))
          .as("the first %d of %d bytes", length, small.length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 4096})
  void appended_bytes_are_detected(int count) {
    byte[] longer = Arrays.copyOf(small, small.length + count);
    assertThatThrownBy(() -> read(longer))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("but %d by its header", small.length);
  }

  @Test
  void another_kind_of_file_is_told_from_a_damaged_one() {
    byte[] text =
        "ProtoBuf or something else, long enough for a header of 64 bytes........"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("read.octet, byte 0: not an Octet file");
  }

  @Test
  void a_later_version_is_named() {
    small[8] = 2;
    assertThatThrownBy(() -> read(CraftedFile.seal(small)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("byte 8: version 2 of the format: this Octet reads version 1");
  }

  @Test
  void a_folder_is_refused() {
    assertThatThrownBy(() -> OctetFile.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void mutated_files_with_valid_checksums_are_read_or_refused_in_bounded_memory()
      throws IOException {
    Path file = folder.resolve("every.octet");
    OctetFile.write(EveryOperator.graph(), file);
    byte[] whole = Files.readAllBytes(file);
    int graphEnd =
        Frame.SIZE + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(24);
    long seed = 42;
    var random = new SplittableRandom(seed);
    var allocated = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int mutants = 5000;
    int refused = 0;
    long mostAllocated = 0;
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = mutant(whole, graphEnd, random);
      long before = allocated.getCurrentThreadAllocatedBytes();
      try {
        Graph graph = read(mutant);
        graph.constants().values().forEach(tensor -> tensor.segment().mismatch(tensor.segment()));
      } catch (ModelFormatException _) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", mutant " + i, e);
      }
      // The first reads load classes.
      if (i > 100) {
        mostAllocated =
            Math.max(mostAllocated, allocated.getCurrentThreadAllocatedBytes() - before);
      }
    }
    assertThat(refused).as("refused of %d, seed %d", mutants, seed).isGreaterThan(mutants / 2);
    assertThat(mostAllocated).as("bytes for one read, seed %d", seed).isLessThan(1 << 21);
  }

  /** Some bytes replaced, inserted or removed, mostly in the graph section, and sealed again. */
  private static byte[] mutant(byte[] whole, int graphEnd, SplittableRandom random) {
    byte[] mutant = whole.clone();
    switch (random.nextInt(8)) {
      case 0 -> mutant[random.nextInt(Frame.SIZE)] = (byte) random.nextInt(256);
      case 1 -> mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      case 2 -> {
        int from = random.nextInt(Frame.SIZE, graphEnd);
        int to = random.nextInt(Frame.SIZE, graphEnd);
        int count = random.nextInt(graphEnd - Math.max(from, to));
        System.arraycopy(whole, from, mutant, to, count);
      }
      default -> {
        for (int n = random.nextInt(1, 5); n > 0; n--) {
          mutant[random.nextInt(Frame.SIZE, graphEnd)] = (byte) random.nextInt(256);
        }
      }
    }
    return CraftedFile.seal(mutant);
  }

  private Graph read(byte[] content) throws IOException {
    return OctetFile.decode(Path.of("read.octet"), MemorySegment.ofArray(content));
  }
}
