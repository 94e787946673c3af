package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.VariableProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Programs and parameters that were cut, swapped or made to hurt. */
class DamagedModelTest {
  private static ModelSketch sketch() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 2).ones("a", 2, 2).ones("b", 2);
    sketch.op("mul").in("X", "x").in("Y", "a").out("Out", "h").attribute("x_num_col_dims", 1);
    sketch.op("elementwise_add").in("X", "h").in("Y", "b").out("Out", "y");
    return sketch.fetch("y");
  }

  private static byte[] program() {
    return sketch().program().build().toByteArray();
  }

  private static void assertRefused(byte[] program, byte[] parameters, String reason) {
    assertThatThrownBy(() -> ModelSketch.read(program, parameters))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void every_truncated_program_is_refused() {
    byte[] program = program();
    for (int length = 0; length < program.length; length++) {
      byte[] shorter = Arrays.copyOf(program, length);
      // The version comes last: without it, the program is whole.
      if (length != program.length - 6) {
        assertThatThrownBy(() -> ModelSketch.read(shorter, sketch().parameterBytes()))
            .as("%d of %d bytes", length, program.length)
            .isInstanceOf(ModelFormatException.class);
      }
    }
  }

  @Test
  void every_truncated_parameter_file_is_refused() {
    byte[] parameters = sketch().parameterBytes();
    for (int length = 0; length < parameters.length; length++) {
      assertRefused(program(), Arrays.copyOf(parameters, length), "sketch.pdiparams, byte ");
    }
  }

  @Test
  void bytes_after_the_last_parameter_are_refused() {
    byte[] parameters = sketch().parameterBytes();
    assertRefused(
        program(),
        Arrays.copyOf(parameters, parameters.length + 5),
        "5 bytes follow the last of 2 parameters");
  }

  @Test
  void parameters_in_another_order_are_refused() {
    ByteArrayOutputStream swapped = new ByteArrayOutputStream();
    swapped.writeBytes(TensorBytes.of(new float[2], 2));
    swapped.writeBytes(TensorBytes.of(new float[4], 2, 2));
    assertRefused(program(), swapped.toByteArray(), "do not belong together");
  }

  @Test
  void variables_of_inner_blocks_are_in_the_file_or_not() throws IOException {
    var block = BlockProto.newBuilder();
    block.addVariables(
        VariableProto.newBuilder()
            .setName("aa")
            .setPersistable(true)
            .setType(sketch().program().getBlocks(0).getVariables(1).getType()));
    byte[] program = sketch().program().addBlocks(block).build().toByteArray();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(TensorBytes.of(new float[4], 2, 2));
    all.writeBytes(TensorBytes.of(new float[4], 2, 2));
    all.writeBytes(TensorBytes.of(new float[2], 2));
    assertThat(ModelSketch.read(program, all.toByteArray()).nodes()).hasSize(2);
    assertThat(ModelSketch.read(program, sketch().parameterBytes()).nodes()).hasSize(2);
    assertRefused(program, new byte[30], "sketch.pdiparams");
  }

  @Test
  void unknown_fields_are_skipped() throws IOException {
    var unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                5000,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("future"))
                    .build())
            .build();
    byte[] program = sketch().program().setUnknownFields(unknown).build().toByteArray();
    assertThat(ModelSketch.read(program, sketch().parameterBytes()).nodes()).hasSize(2);
  }

  @Test
  void a_program_without_blocks_is_refused() {
    assertRefused(
        ProgramProto.newBuilder().setVersion(sketch().program().getVersion()).build().toByteArray(),
        new byte[0],
        "no block");
  }

  @Test
  void deeply_nested_groups_are_refused() {
    byte[] nested = new byte[1 << 20];
    Arrays.fill(nested, (byte) 0x2b);
    assertRefused(nested, new byte[0], "is no Paddle program");
  }

  @Test
  void deeply_nested_messages_are_refused() {
    byte[] message = new byte[0];
    for (int depth = 0; depth < 500; depth++) {
      message =
          UnknownFieldSet.newBuilder()
              .addField(
                  1,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFrom(message))
                      .build())
              .build()
              .toByteArray();
    }
    assertRefused(message, new byte[0], "sketch.pdmodel");
  }

  @Test
  void a_program_of_empty_fields_is_refused_before_it_fills_the_memory() {
    byte[] operators = new byte[40 << 20];
    for (int i = 0; i < operators.length; i += 2) {
      operators[i] = 0x22;
    }
    byte[] program =
        ProgramProto.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFrom(operators))
                            .build())
                    .build())
            .build()
            .toByteArray();
    assertRefused(program, new byte[0], "fields; programs do not");
  }

  @Test
  void operators_that_convert_one_constant_over_and_over_are_refused() {
    ModelSketch sketch = new ModelSketch().ones("w", 100_000).ones("s", 100_000);
    for (int i = 0; i < 1000; i++) {
      sketch.op("dequantize_linear").in("X", "w").in("Scale", "s").out("Y", "y" + i);
    }
    sketch.fetch("y0");
    assertRefused(
        sketch.program().build().toByteArray(), sketch.parameterBytes(), "over and over again");
  }

  @Test
  void an_oversized_program_is_refused() {
    assertRefused(new byte[ProgramFile.LIMIT + 1], new byte[0], "is larger than");
  }

  @Test
  void a_name_that_is_no_utf8_is_refused() {
    BlockProto block =
        BlockProto.newBuilder()
            .addVariables(
                VariableProto.newBuilder()
                    .setNameBytes(ByteString.copyFrom(new byte[] {(byte) 0xff, 'a'})))
            .build();
    assertRefused(
        ProgramProto.newBuilder().addBlocks(block).build().toByteArray(),
        new byte[0],
        "valid UTF-8");
  }

  @Test
  void a_parameter_that_is_no_dense_tensor_is_refused() {
    ModelSketch sketch = sketch().declare("rows", 8, ModelSketch.FLOAT32, true, 0, 2);
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("variable 'rows' is of kind 8");
  }

  @Test
  void feed_and_fetch_lists_have_no_data() throws IOException {
    ModelSketch sketch =
        sketch()
            .declare("feed", 9, 0, true, 0)
            .declare("fetch", 10, 0, true, 0)
            .declare("reader", 15, 0, true, 0)
            .declare("raw", 17, 0, true, 0);
    assertThat(sketch.read().nodes()).hasSize(2);
  }
}
