package dev.octet.formats.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  private static final Path GOLDEN = Path.of(System.getProperty("octet.testdata"), "golden");

  @TempDir Path folder;

  @Test
  void the_arrays_of_a_file_of_numpy_are_read_by_name() throws IOException {
    try (Npz npz = Npz.open(GOLDEN.resolve("lenet/ptq-kl-channelwise/histograms.npz"))) {
      assertThat(npz.names()).contains("image/counts", "image/edges");
      assertThat(npz.get("image/counts")).hasToString("int32[2048]");
      Tensor edges = npz.get("image/edges");
      assertThat(edges.dtype()).isEqualTo(DType.FLOAT64);
      assertThat(edges.shape()).isEqualTo(Shape.of(2049));
      assertThat(edges.element(2048)).isEqualTo(1);
    }
  }

  @Test
  void all_arrays_of_a_file_are_read_at_once() throws IOException {
    Map<String, Tensor> values = Npz.read(GOLDEN.resolve("lenet/intermediate.npz"));
    assertThat(values.get("conv2d_0.tmp_0")).hasToString("float32[2,16,28,28]");
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.DEFLATED, ZipEntry.STORED})
  void plain_and_compressed_entries_are_read(int method) throws IOException {
    byte[] array = NpyBytes.file("<i2", false, "(3,)", new byte[] {1, 0, 2, 0, 3, 0});
    Map<String, Tensor> read = Npz.read(zip(method, Map.of("a.npy", array)));
    assertThat(read.keySet()).containsExactly("a");
    assertThat(read.get("a").element(2)).isEqualTo(3);
  }

  @Test
  void an_array_of_zeros_that_compresses_well_is_read() throws IOException {
    byte[] zeros = NpyBytes.file("<f4", false, "(1000, 1000)", new byte[4_000_000]);
    Path file = zip(ZipEntry.DEFLATED, Map.of("zeros.npy", zeros));
    assertThat(Files.size(file)).isLessThan(10_000);
    assertThat(Npz.read(file).get("zeros")).hasToString("float32[1000,1000]");
  }

  @Test
  void an_unknown_name_is_refused_with_the_names_there_are() throws IOException {
    byte[] array = NpyBytes.file("|i1", false, "()", new byte[1]);
    try (Npz npz = Npz.open(zip(ZipEntry.DEFLATED, Map.of("a.npy", array, "notes.txt", array)))) {
      assertThat(npz.names()).containsExactly("a");
      assertThatThrownBy(() -> npz.get("b"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("has no array 'b', only [a]");
    }
  }

  @Test
  void a_header_that_claims_more_than_the_entry_has_is_refused() throws IOException {
    byte[] liar = NpyBytes.file("<f4", false, "(500000000,)", new byte[100]);
    Path file = zip(ZipEntry.DEFLATED, Map.of("x.npy", liar));
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("entry 'x.npy', byte 76")
        .hasMessageContaining("takes 2000000000 bytes of data, but 100 follow");
  }

  @Test
  void a_directory_that_claims_what_its_bytes_cannot_give_is_refused() throws IOException {
    // Both sizes of the entry and the header agree on 400 MB, which 120 bytes cannot hold.
    byte[] liar = NpyBytes.file("<f4", false, "(100000000,)", new byte[100]);
    byte[] archive = Files.readAllBytes(zip(ZipEntry.DEFLATED, Map.of("x.npy", liar)));
    int header = liar.length - 100;
    replace(archive, liar.length, header + 400_000_000);
    Path file = Files.write(folder.resolve("bomb.npz"), archive);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("claims 400000000 bytes of data");
  }

  @Test
  void truncation_at_every_length_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(smallArchive());
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npz.read(file))
          .as("the first %d bytes", length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void a_flipped_byte_never_changes_an_element_unseen() throws IOException {
    Path small = smallArchive();
    byte[] whole = Files.readAllBytes(small);
    byte[] expected = Npz.read(small).get("a").toBytes();
    int refused = 0;
    int flips = 0;
    for (int i = 0; i < whole.length; i++) {
      for (int mask : new int[] {0x01, 0x41, 0x80, 0xFF}) {
        byte[] flipped = whole.clone();
        flipped[i] ^= (byte) mask;
        flips++;
        Path file = Files.write(folder.resolve("flipped.npz"), flipped);
        try {
          for (Tensor tensor : Npz.read(file).values()) {
            assertThat(tensor.toBytes()).as("byte %d flipped", i).isEqualTo(expected);
          }
        } catch (ModelFormatException _) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(flips / 2);
  }

  private Path smallArchive() throws IOException {
    byte[] array = NpyBytes.file("|i1", false, "(6,)", new byte[] {3, 1, 4, 1, 5, 9});
    return zip(ZipEntry.DEFLATED, Map.of("a.npy", array));
  }

  private Path zip(int method, Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        var entry = new ZipEntry(content.getKey());
        entry.setMethod(method);
        entry.setSize(content.getValue().length);
        var checksum = new CRC32();
        checksum.update(content.getValue());
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
        zip.closeEntry();
      }
    }
    return Files.write(folder.resolve("archive.npz"), bytes.toByteArray());
  }

  /** Replaces a little-endian integer wherever it stands. */
  private static void replace(byte[] content, int from, int to) {
    var bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 4 <= content.length; i++) {
      if (bytes.getInt(i) == from) {
        bytes.putInt(i, to);
      }
    }
  }
}
