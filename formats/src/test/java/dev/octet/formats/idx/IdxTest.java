package dev.octet.formats.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxTest {
  private static final Path FASHION = Path.of(System.getProperty("octet.testdata"), "fashion");

  /** Labels 7, 8, 9. */
  private static final byte[] LABELS = HexFormat.of().parseHex("0000080100000003070809");

  @TempDir Path folder;

  @Test
  void the_images_of_fashion_mnist_are_read() throws IOException {
    Tensor images = Idx.read(FASHION.resolve("t10k-images-idx3-ubyte.gz"));
    assertThat(images.dtype()).isEqualTo(DType.UINT8);
    assertThat(images.shape()).isEqualTo(Shape.of(10_000, 28, 28));
  }

  @Test
  void the_labels_of_fashion_mnist_are_read() throws IOException {
    Tensor labels = Idx.read(FASHION.resolve("t10k-labels-idx1-ubyte.gz"));
    assertThat(labels.shape()).isEqualTo(Shape.of(10_000));
    int[] counts = new int[10];
    for (byte label : labels.toBytes()) {
      counts[label]++;
    }
    assertThat(counts).containsOnly(1000);
  }

  @Test
  void a_plain_file_gives_the_same_as_its_compressed_form() throws IOException {
    Path compressed = FASHION.resolve("calib512-images-idx3-ubyte.gz");
    byte[] content;
    try (var in = new GZIPInputStream(Files.newInputStream(compressed))) {
      content = in.readAllBytes();
    }
    Tensor plain = read(content);
    assertThat(plain.shape()).isEqualTo(Shape.of(512, 28, 28));
    assertThat(plain.segment().mismatch(Idx.read(compressed).segment())).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "00000801 00000002 01FF, UINT8, 1, 255",
    "00000901 00000002 01FF, INT8, 1, -1",
    "00000B01 00000002 0102 FFFE, INT16, 258, -2",
    "00000C01 00000002 00000102 FFFFFFFE, INT32, 258, -2",
    "00000D01 00000002 3F800000 C0000000, FLOAT32, 1, -2",
    "00000E01 00000002 3FF0000000000000 C000000000000000, FLOAT64, 1, -2"
  })
  void every_element_type_is_read(String hex, DType dtype, double first, double second)
      throws IOException {
    Tensor tensor = read(HexFormat.of().parseHex(hex.replace(" ", "")));
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.element(0)).isEqualTo(first);
    assertThat(tensor.element(1)).isEqualTo(second);
  }

  @ParameterizedTest
  @CsvSource({
    "'', byte 0, the file ends inside the magic number",
    "00000801 0000, byte 6, the file ends inside the dimensions",
    "01000801 00000000, byte 0, two zero bytes",
    "00000701 00000000, byte 2, element type 0x07",
    "00000809 00000000, byte 3, rank 9",
    "000008FF 00000000, byte 3, rank 255",
    "00000801 80000000, byte 4, dimension 2147483648",
    "00000802 7FFFFFFF 7FFFFFFF, byte 4, more than 2^31-1 elements",
    "00000801 7FFFFFFF 00, byte 8, the file can hold at most 9",
    "00000801 00000003 0102, byte 10, the file ends inside the data",
    "00000801 00000001 0102, byte 9, more bytes follow"
  })
  void a_bad_file_is_refused_with_offset_and_reason(String hex, String where, String reason)
      throws IOException {
    Path file =
        Files.write(folder.resolve("bad.idx"), HexFormat.of().parseHex(hex.replace(" ", "")));
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ", " + where + ":")
        .hasMessageContaining(reason);
  }

  @Test
  void a_compressed_file_that_claims_what_its_bytes_cannot_give_is_refused() throws IOException {
    byte[] claim = ByteBuffer.allocate(9).putInt(0x00000801).putInt(1_000_000_000).array();
    assertThatThrownBy(() -> read(gzip(claim)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("takes 1000000000 bytes of data, but the file can hold at most");
  }

  @Test
  void a_compressed_file_that_inflates_to_more_than_it_claims_is_refused() throws IOException {
    byte[] bomb = Arrays.copyOf(LABELS, 50_000_000);
    assertThatThrownBy(() -> read(gzip(bomb)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("byte 11")
        .hasMessageContaining("more bytes follow");
  }

  @Test
  void truncation_of_a_compressed_file_at_every_length_is_refused() throws IOException {
    byte[] whole = gzip(LABELS);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void a_flipped_byte_of_a_compressed_file_never_changes_an_element_unseen() throws IOException {
    byte[] whole = gzip(LABELS);
    int undetected = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x10;
      try {
        assertThat(read(flipped).toBytes()).as("byte %d flipped", i).containsExactly(7, 8, 9);
        undetected++;
      } catch (ModelFormatException e) {
        assertThat(e).hasMessageContaining("read.idx");
      }
    }
    // Time, extra flags and system of the gzip header, and the bits that fill up its last block.
    assertThat(undetected).isLessThan(9);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private Tensor read(byte[] content) throws IOException {
    return Idx.read(Files.write(folder.resolve("read.idx"), content));
  }
}
