package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorReaderTest {
  private static Variable variable(Long... dims) {
    return new Variable("v", Variable.DENSE, true, ModelSketch.FLOAT32, List.of(dims), 0);
  }

  private static Tensor read(byte[] bytes, Long... dims) throws IOException {
    return TensorReader.read(ParameterInput.of(Path.of("p"), bytes), variable(dims));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static void assertRefused(byte[] bytes, String reason, Long... dims) {
    assertThatThrownBy(() -> read(bytes, dims))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith("p, byte ")
        .hasMessageContaining("variable 'v'")
        .hasMessageContaining(reason);
  }

  @Test
  void a_tensor_of_one_float_is_these_28_bytes() throws IOException {
    byte[] bytes = hex("00000000 0000000000000000 00000000 04000000 08051001 0000803f");
    Tensor tensor = read(bytes, 1L);
    assertThat(bytes).hasSize(28).isEqualTo(TensorBytes.of(new float[] {1}, 1));
    assertThat(tensor.shape()).isEqualTo(Shape.of(1));
    assertThat(tensor.toFloats()).containsExactly(1);
  }

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of(0, "00 01 02", DType.BOOL, new double[] {0, 1, 1}),
        Arguments.of(1, "ffff 0080 0100", DType.INT16, new double[] {-1, -32768, 1}),
        Arguments.of(2, "feffffff 01000000", DType.INT32, new double[] {-2, 1}),
        Arguments.of(3, "feffffffffffffff", DType.INT64, new double[] {-2}),
        Arguments.of(4, "003c 00c0 ff7b", DType.FLOAT32, new double[] {1, -2, 65504}),
        Arguments.of(5, "0000803f 000000c0", DType.FLOAT32, new double[] {1, -2}),
        Arguments.of(6, "000000000000f0bf", DType.FLOAT32, new double[] {-1}),
        Arguments.of(20, "00ff", DType.UINT8, new double[] {0, 255}),
        Arguments.of(21, "80 ff", DType.INT8, new double[] {-128, -1}),
        Arguments.of(22, "803f 00c0", DType.FLOAT32, new double[] {1, -2}));
  }

  @ParameterizedTest
  @MethodSource("types")
  void the_type_in_the_file_counts(int type, String data, DType dtype, double[] expected)
      throws IOException {
    Tensor tensor = read(TensorBytes.of(type, hex(data), expected.length), (long) expected.length);
    assertThat(tensor.dtype()).isEqualTo(dtype);
    double[] elements = new double[tensor.elements()];
    Arrays.setAll(elements, tensor::element);
    assertThat(elements).isEqualTo(expected);
  }

  @Test
  void a_tensor_longer_than_any_buffer_is_read_whole() throws IOException {
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    assertThat(read(TensorBytes.of(values, values.length), (long) values.length).toFloats())
        .isEqualTo(values);
  }

  @Test
  void no_dimensions_are_one_element() throws IOException {
    Tensor tensor = read(TensorBytes.of(new float[] {3}), 1L);
    assertThat(tensor.shape()).isEqualTo(Shape.of());
    assertThat(tensor.element(0)).isEqualTo(3);
  }

  @Test
  void a_dimension_of_zero_is_an_empty_tensor() throws IOException {
    assertThat(read(TensorBytes.of(new float[0], 3, 0), 3L, 0L).elements()).isZero();
  }

  @Test
  void packed_dimensions_are_read_too() throws IOException {
    byte[] header = hex("0805 1202 0102");
    assertThat(read(TensorBytes.of(header, new byte[8]), 2L).shape()).isEqualTo(Shape.of(1, 2));
  }

  @Test
  void the_rank_need_not_be_the_declared_one() throws IOException {
    assertThat(read(TensorBytes.of(new float[] {1, 2}, 1, 2), 2L).shape())
        .isEqualTo(Shape.of(1, 2));
  }

  @Test
  void unknown_declared_dimensions_allow_any_number() throws IOException {
    assertThat(read(TensorBytes.of(new float[] {1, 2}, 2), -1L, 7L).elements()).isEqualTo(2);
  }

  @Test
  void another_number_of_elements_is_refused() {
    assertRefused(
        TensorBytes.of(new float[] {1, 2}, 2),
        "has 2 elements here and the shape [3] in the program",
        3L);
  }

  @Test
  void sequence_levels_are_refused() {
    byte[] bytes = TensorBytes.of(new float[] {1}, 1);
    bytes[4] = 1;
    assertRefused(bytes, "sequence levels", 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12})
  void another_version_is_refused(int offset) {
    byte[] bytes = TensorBytes.of(new float[] {1}, 1);
    bytes[offset] = 1;
    assertRefused(bytes, "version 1 instead of 0", 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 24, 99, -1})
  void an_unknown_element_type_is_refused(int type) {
    assertRefused(TensorBytes.of(type, new byte[4], 1), "unknown element type " + type, 1L);
  }

  static Stream<long[]> impossibleShapes() {
    return Stream.of(
        new long[] {-1},
        new long[] {-2, -2},
        new long[] {1L << 40},
        new long[] {1L << 31},
        new long[] {1 << 20, 1 << 20},
        new long[] {Long.MAX_VALUE, Long.MAX_VALUE},
        new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 2, 2, 2});
  }

  @ParameterizedTest
  @MethodSource("impossibleShapes")
  void an_impossible_shape_is_refused(long[] dims) {
    assertRefused(TensorBytes.of(ModelSketch.FLOAT32, new byte[64], dims), "2^31-1", -1L);
  }

  @Test
  void a_large_tensor_in_a_short_file_is_refused_before_anything_is_allocated() {
    assertRefused(
        TensorBytes.of(ModelSketch.FLOAT32, new byte[64], Integer.MAX_VALUE),
        "takes 8589934588 bytes, but the file has only 64 more",
        -1L);
  }

  @Test
  void too_many_dimensions_are_refused() {
    long[] dims = new long[17];
    Arrays.fill(dims, 1);
    assertRefused(TensorBytes.of(ModelSketch.FLOAT32, new byte[4], dims), "17 dimensions", -1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 1025, Integer.MAX_VALUE})
  void an_impossible_header_length_is_refused(int length) {
    byte[] bytes = TensorBytes.of(new float[] {1}, 1);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(16, length);
    assertRefused(bytes, "header of " + length + " bytes", 1L);
  }

  @Test
  void a_header_that_is_no_message_is_refused() {
    assertRefused(TensorBytes.of(hex("0805 12ff"), new byte[4]), "damaged header", 1L);
  }

  @Test
  void every_truncation_is_refused() {
    byte[] bytes = TensorBytes.of(new float[] {1, 2, 3}, 3);
    for (int length = 0; length < bytes.length; length++) {
      byte[] shorter = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(shorter, 3L))
          .as("%d bytes", length)
          .isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void unknown_fields_of_a_header_are_skipped() throws IOException {
    byte[] known = TensorProto.newBuilder().setType(5).addDims(1).build().toByteArray();
    byte[] header = Arrays.copyOf(known, known.length + 2);
    header[known.length] = 0x50;
    header[known.length + 1] = 1;
    assertThat(read(TensorBytes.of(header, new byte[4]), 1L).elements()).isEqualTo(1);
  }
}
