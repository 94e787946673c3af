package dev.octet.formats.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  private static final Path GOLDEN = Path.of(System.getProperty("octet.testdata"), "golden");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"lenet/input.npy", "lenet/output.npy", "denoiser/calibration-256.npy"})
  void a_file_of_numpy_is_read_and_written_again_byte_for_byte(String name) throws IOException {
    Path numpy = GOLDEN.resolve(name);
    Path copy = folder.resolve("copy.npy");
    Npy.write(copy, Npy.read(numpy));
    assertThat(copy).hasSameBinaryContentAs(numpy);
  }

  @ParameterizedTest
  @EnumSource
  void every_type_comes_back_as_it_was_written(DType dtype) throws IOException {
    Tensor tensor = Tensor.zeros(dtype, Shape.of(3, 1, 5));
    for (long i = 0; i < tensor.byteSize(); i++) {
      byte value = (byte) (dtype == DType.BOOL ? i % 2 : 37 * i + 11);
      tensor.segment().asSlice(i, 1).fill(value);
    }
    Tensor read = read(write(tensor));
    assertThat(read.dtype()).isEqualTo(dtype);
    assertThat(read.shape()).isEqualTo(tensor.shape());
    assertThat(read.segment().mismatch(tensor.segment())).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "7", "2,0,3", "1,2,3,4,5,6"})
  void every_rank_and_empty_tensors_come_back(String dims) throws IOException {
    int[] shape =
        dims.isEmpty()
            ? new int[0]
            : Arrays.stream(dims.split(",")).mapToInt(Integer::parseInt).toArray();
    Tensor read = read(write(Tensor.zeros(DType.INT16, Shape.of(shape))));
    assertThat(read.shape()).isEqualTo(Shape.of(shape));
  }

  @Test
  void a_header_too_long_for_version_1_comes_back() throws IOException {
    Shape shape = Shape.of(IntStream.generate(() -> 1).limit(21_500).toArray());
    assertThat(read(write(Tensor.zeros(DType.INT8, shape))).shape()).isEqualTo(shape);
  }

  @ParameterizedTest
  @CsvSource({
    "<f4, FLOAT32", ">f4, FLOAT32", "=f4, FLOAT32", "<f8, FLOAT64", ">f8, FLOAT64", "<f2, FLOAT32",
    ">f2, FLOAT32", "|i1, INT8", "<i1, INT8", "|u1, UINT8", "<i2, INT16", ">i2, INT16",
    "<i4, INT32", ">i4, INT32", "<i8, INT64", ">i8, INT64", "|b1, BOOL"
  })
  void elements_are_read_in_the_byte_order_of_the_file(String descr, DType dtype)
      throws IOException {
    ByteOrder order =
        switch (descr.charAt(0)) {
          case '>' -> ByteOrder.BIG_ENDIAN;
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          default -> ByteOrder.nativeOrder();
        };
    ByteBuffer data = ByteBuffer.allocate(2 * (descr.charAt(2) - '0')).order(order);
    for (int value : new int[] {1, 0}) {
      switch (descr.substring(1)) {
        case "f2" -> data.putShort(Float.floatToFloat16(value));
        case "f4" -> data.putFloat(value);
        case "f8" -> data.putDouble(value);
        case "i2" -> data.putShort((short) value);
        case "i4" -> data.putInt(value);
        case "i8" -> data.putLong(value);
        default -> data.put((byte) value);
      }
    }
    Tensor tensor = read(NpyBytes.file(descr, false, "(2,)", data.array()));
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.element(0)).isEqualTo(1);
    assertThat(tensor.element(1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0x3C00, 1",
    "0xC000, -2",
    "0x7BFF, 65504",
    "0x0001, 5.9604645e-8",
    "0x7C00, Infinity",
    "0x8000, -0.0",
    "0x3555, 0.33325195"
  })
  void half_precision_becomes_the_same_number_in_float32(String bits, float expected)
      throws IOException {
    byte[] data =
        ByteBuffer.allocate(2)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) (int) Integer.decode(bits))
            .array();
    assertThat(read(NpyBytes.file("<f2", false, "()", data)).toFloats()).containsExactly(expected);
  }

  @Test
  void any_byte_but_zero_is_true() throws IOException {
    byte[] data = {0, 1, 2, (byte) 0xFF};
    assertThat(read(NpyBytes.file("|b1", false, "(4,)", data)).toBytes())
        .containsExactly(0, 1, 1, 1);
  }

  @Test
  void column_major_data_is_rearranged() throws IOException {
    byte[] columns = {11, 21, 12, 22, 13, 23};
    Tensor tensor = read(NpyBytes.file("|i1", true, "(2, 3)", columns));
    assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(tensor.toBytes()).containsExactly(11, 12, 13, 21, 22, 23);
  }

  @Test
  void column_major_data_of_four_dimensions_is_rearranged() throws IOException {
    int[] dims = {2, 3, 4, 5};
    ByteBuffer data = ByteBuffer.allocate(120 * 4).order(ByteOrder.BIG_ENDIAN);
    for (int l = 0; l < 5; l++) {
      for (int k = 0; k < 4; k++) {
        for (int j = 0; j < 3; j++) {
          for (int i = 0; i < 2; i++) {
            data.putInt(((i * 3 + j) * 4 + k) * 5 + l);
          }
        }
      }
    }
    Tensor tensor = read(NpyBytes.file(">i4", true, "(2, 3, 4, 5)", data.array()));
    assertThat(tensor.shape()).isEqualTo(Shape.of(dims));
    assertThat(tensor.toInts()).isEqualTo(IntStream.range(0, 120).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void every_version_and_any_order_of_the_keys_is_read(int version) throws IOException {
    String header = " {\"shape\":(2,1L) ,'fortran_order' : False,'descr':'<i2'}  \n";
    Tensor tensor = read(NpyBytes.file(version, header, new byte[] {1, 0, 2, 0}));
    assertThat(tensor).hasToString("int16[2,1]");
    assertThat(tensor.element(1)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "4; {}; byte 6; version 4",
        "1; []; byte 10; '{' was expected",
        "1; {'descr': '<f4'}; byte 10; needs descr, fortran_order and shape",
        "1; {'descr': '<f4', 'descr': '<f4'}; byte 34; appears twice",
        "1; {'order': 1}; byte 19; the key 'order' is unknown",
        "1; {'descr; byte 11; without end",
        "1; {'descr': [('a', '<f4')]}; byte 20; structured dtype",
        "1; {'descr': '<c8', 'fortran_order': False, 'shape': (1,)}; byte 10; the dtype '<c8'",
        "1; {'descr': '<u4', 'fortran_order': False, 'shape': (1,)}; byte 10; the dtype '<u4'",
        "1; {'descr': '|i4', 'fortran_order': False, 'shape': (1,)}; byte 10; the dtype '|i4'",
        "1; {'descr': '|O', 'fortran_order': False, 'shape': (1,)}; byte 10; the dtype '|O'",
        "1; {'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}; byte 44; True or False",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}; byte 61; dimension",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,)}; byte 61; dimension",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': 4}; byte 60; '(' was expected",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x; byte 66; goes on",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536)}; byte 10; 2^31-1",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (2,)}; byte 65; 8 bytes of data",
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': ()}; byte 63; 4 bytes of data",
        "1; {'descr': '<f8', 'fortran_order': False, 'shape': (2147483647,)}; byte 74; 17179869176"
      })
  void a_bad_header_is_refused_with_offset_and_reason(
      int version, String header, String where, String reason) throws IOException {
    Path file = Files.write(folder.resolve("bad.npy"), NpyBytes.file(version, header, new byte[5]));
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ", " + where + ":")
        .hasMessageContaining(reason);
  }

  @Test
  void truncation_at_every_length_is_refused() throws IOException {
    byte[] whole = NpyBytes.file("<f4", false, "(2, 3)", new byte[24]);
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Npy.read(file))
          .as("the first %d bytes", length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void a_header_length_beyond_what_is_read_is_refused() throws IOException {
    byte[] file = NpyBytes.file(2, "{}", new byte[0]);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("a header of 4294967295 bytes");
  }

  @Test
  void a_folder_is_refused() {
    assertThatThrownBy(() -> Npy.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void mutated_files_are_read_or_refused_and_nothing_else() throws IOException {
    long seed = 20_240_501;
    var random = new SplittableRandom(seed);
    byte[] whole = NpyBytes.file(">f2", true, "(2, 3, 1)", new byte[12]);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      byte[] mutant = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(mutant).byteSize()).isLessThanOrEqualTo(2L * mutant.length);
      } catch (ModelFormatException _) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", mutant " + i, e);
      }
    }
    assertThat(refused).as("refused of 1500, seed %d", seed).isGreaterThan(750);
  }

  private byte[] write(Tensor tensor) throws IOException {
    Path file = folder.resolve("written.npy");
    Npy.write(file, tensor);
    return Files.readAllBytes(file);
  }

  private Tensor read(byte[] content) throws IOException {
    return Npy.read(Files.write(folder.resolve("read.npy"), content));
  }
}
