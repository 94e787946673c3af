package dev.octet.formats.octet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.octet.engine.graph.Graph;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.octet.proto.OctetProto;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files whose checksums hold, but whose content is what no writer writes. */
class OctetFileCraftedTest {
  private final OctetProto.Graph.Builder graph = OctetProto.Graph.newBuilder();

  OctetFileCraftedTest() {
    graph.addInputsBuilder().setName("x").setDtype(OctetProto.DType.DTYPE_INT8).addDims(-1);
  }

  @Test
  void the_crafted_graph_is_read_as_long_as_it_is_right() throws IOException {
    constant("w", 0, 2);
    constant("v", 64, 3);
    node("y", 0, 1).getOpBuilder().getIdentityBuilder();
    Graph read = read(CraftedFile.of(graph.addOutputs(3).build(), new byte[67]));
    assertThat(read.toString())
        .contains("const  v: int8[3]", "y = identity(x, w)  Identity[]", "output y");
  }

  @Test
  void a_node_that_reads_its_own_output_is_refused() {
    node("y", 1).getOpBuilder().getIdentityBuilder();
    assertRefused("node 0 'y' (identity): reads value 1, but only 1 come before it");
  }

  @Test
  void a_cycle_of_nodes_is_refused() {
    node("y", 2).getOpBuilder().getIdentityBuilder();
    node("z", 1).getOpBuilder().getIdentityBuilder();
    assertRefused("node 0 'y' (identity): reads value 2");
  }

  @Test
  void a_value_number_beyond_31_bits_is_refused() {
    node("y", -1).getOpBuilder().getIdentityBuilder();
    assertRefused("reads value 4294967295");
  }

  @Test
  void an_output_that_is_no_value_is_refused() {
    graph.addOutputs(1);
    assertRefused("the graph section: reads value 1");
  }

  @Test
  void a_name_given_twice_is_refused() {
    node("x", 0).getOpBuilder().getIdentityBuilder();
    assertRefused("value 'x' is defined a second time");
  }

  @Test
  void constants_of_one_name_are_refused() {
    constant("w", 0, 0);
    constant("w", 0, 0);
    assertRefused("constant 1 'w': has the name of an earlier constant");
  }

  @Test
  void a_node_without_output_is_refused() {
    node("y", 0).clearOutputs().getOpBuilder().getIdentityBuilder();
    assertRefused("node 0 '' (identity): node '' has no output");
  }

  @Test
  void overlapping_constants_are_refused() {
    constant("w", 0, 64);
    constant("v", 0, 64);
    assertRefused(
        "constant 1 'v': lies at 0 of the data section, but 64 follows the constant before it",
        new byte[128]);
  }

  @Test
  void a_constant_that_is_not_aligned_is_refused() {
    constant("w", 1, 3);
    assertRefused("constant 0 'w': lies at 1 of the data section", new byte[64]);
  }

  @Test
  void a_constant_at_a_negative_offset_is_refused() {
    constant("w", -64, 64);
    assertRefused("lies at 18446744073709551552 of the data section", new byte[64]);
  }

  @Test
  void a_constant_that_goes_beyond_the_file_is_refused() {
    constant("w", 0, 65);
    assertRefused("int8[65] takes 65 bytes from 0 on, but the data section has 64", new byte[64]);
  }

  @Test
  void a_constant_of_huge_dimensions_is_refused() {
    constant("w", 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertRefused("constant 0 'w': shape [2147483647,2147483647] has more than 2^31-1 elements");
  }

  @Test
  void a_constant_with_fewer_elements_than_its_data_is_refused() {
    constant("w", 0, 5);
    assertRefused("the data section: has 64 bytes, but the constants take 5", new byte[64]);
  }

  @Test
  void a_constant_of_unknown_or_negative_dimensions_is_refused() {
    constant("w", 0, -1);
    assertRefused("shape [?] has an unknown dimension");
    graph.clearConstants();
    constant("w", 0, -2);
    assertRefused("dimension -2");
  }

  @Test
  void a_bool_beyond_1_is_refused() {
    constant("w", 0, 2).setDtype(OctetProto.DType.DTYPE_BOOL);
    assertRefused("constant 0 'w': element 1 is 200, but a bool is 0 or 1", (byte) 1, (byte) 200);
  }

  @Test
  void an_unknown_dtype_is_refused() {
    constant("w", 0, 1).setDtypeValue(77);
    assertRefused("constant 0 'w': DType 77 is unknown to this version", (byte) 0);
  }

  @Test
  void a_missing_dtype_is_refused() {
    constant("w", 0, 1).clearDtype();
    assertRefused("constant 0 'w': the DType is missing or unknown", (byte) 0);
  }

  @Test
  void an_unknown_operator_is_refused_with_its_number() {
    node("y", 0).getOpBuilder().setUnknownFields(field(1000));
    assertRefused("node 0 'y' (identity): field 1000 of Op is unknown to this version of Octet");
  }

  @Test
  void an_unknown_attribute_is_refused() {
    node("y", 0).getOpBuilder().getSoftmaxBuilder().setUnknownFields(field(2));
    assertRefused("node 0 'y' (identity): field 2 of Softmax is unknown");
  }

  @Test
  void an_unknown_field_of_the_graph_is_refused() {
    graph.setUnknownFields(field(9));
    assertRefused("the graph section: field 9 of Graph is unknown");
  }

  @Test
  void an_unknown_activation_inside_an_operator_is_refused() {
    node("y", 0).getOpBuilder().getActivateBuilder().getFunctionBuilder().setFunctionValue(99);
    assertRefused("node 0 'y' (identity): Function 99 is unknown");
  }

  @Test
  void a_missing_operator_is_refused() {
    node("y", 0);
    assertRefused("node 0 'y' (identity): the operator is missing");
  }

  @Test
  void missing_attributes_are_refused() {
    node("y", 0).getOpBuilder().getConv2DBuilder();
    assertRefused("the padding is missing");
    graph.clearNodes();
    node("y", 0).getOpBuilder().getQuantizeBuilder();
    assertRefused("node 0 'y' (identity): ");
    graph.clearNodes();
    node("y", 0).getOpBuilder().getQuantizedBuilder();
    assertRefused("the quantized operation is missing");
    graph.clearNodes();
    node("y", 0).getOpBuilder().getBinaryBuilder().setKindValue(1);
    assertRefused("the activation is missing");
  }

  @Test
  void a_threshold_that_is_none_is_refused() {
    var params = node("y", 0).getOpBuilder().getQuantizeBuilder().getParamsBuilder();
    params.addThresholds(Float.NaN).setAxis(-1).setBits(8).setRoundingValue(1);
    assertRefused("threshold NaN: must be a positive finite number");
  }

  @Test
  void bytes_that_are_no_message_are_refused() {
    byte[] noise = new byte[100];
    Arrays.fill(noise, (byte) 0xFF);
    assertRefused(CraftedFile.of(noise), "the graph section: is no message of the format");
  }

  @Test
  void a_name_that_is_no_utf8_is_refused() {
    byte[] bad = {0x0A, 3, 0x0A, 1, (byte) 0xFF};
    assertRefused(CraftedFile.of(bad), "the graph section: is no message of the format");
  }

  @Test
  void a_list_that_claims_more_than_the_section_is_refused() {
    // Outputs, packed, with a length of 2^31-1 bytes.
    byte[] bad = {0x22, -1, -1, -1, -1, 7, 1};
    assertRefused(CraftedFile.of(bad), "the graph section: is no message of the format");
  }

  @Test
  void messages_nested_without_end_are_refused() {
    ByteString nested = ByteString.EMPTY;
    for (int i = 0; i < 5000; i++) {
      var group = UnknownFieldSet.Field.newBuilder();
      group.addLengthDelimited(nested);
      nested = UnknownFieldSet.newBuilder().addField(5, group.build()).build().toByteString();
    }
    assertRefused(CraftedFile.of(nested.toByteArray()), "the graph section");
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) (9 << 3 | 3));
    assertRefused(CraftedFile.of(groups), "the graph section");
  }

  @Test
  void header_fields_that_point_outside_of_the_file_are_refused() {
    for (int field : List.of(16, 24, 32)) {
      for (long value : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1, 0}) {
        byte[] file = CraftedFile.of(graph.build());
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(field, value);
        assertRefused(CraftedFile.seal(file), "");
      }
    }
  }

  @Test
  void a_graph_larger_than_the_limit_is_refused_before_it_is_parsed() {
    byte[] huge = CraftedFile.of(new byte[Frame.MAX_GRAPH_SIZE + 1]);
    assertRefused(huge, "byte 24: a graph of 16777217 bytes");
  }

  @Test
  void a_section_full_of_empty_nodes_is_refused() {
    byte[] nodes = new byte[1 << 20];
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 3 << 3 | 2;
    }
    assertRefused(CraftedFile.of(nodes), "node 0 '' (): the operator is missing");
  }

  @Test
  void a_reserved_field_that_is_used_is_refused() {
    for (int field : List.of(12, 48, 52, 56)) {
      byte[] file = CraftedFile.of(graph.build());
      file[field] = 1;
      assertRefused(CraftedFile.seal(file), "byte " + field + ": a reserved field is not zero");
    }
  }

  private OctetProto.Constant.Builder constant(String name, long offset, int... dims) {
    return graph
        .addConstantsBuilder()
        .setName(name)
        .setDtype(OctetProto.DType.DTYPE_INT8)
        .addAllDims(Arrays.stream(dims).boxed().toList())
        .setOffset(offset);
  }

  private OctetProto.Node.Builder node(String output, int... inputs) {
    return graph
        .addNodesBuilder()
        .setType("identity")
        .addAllInputs(Arrays.stream(inputs).boxed().toList())
        .addOutputs(output);
  }

  private static UnknownFieldSet field(int number) {
    var value = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    return UnknownFieldSet.newBuilder().addField(number, value).build();
  }

  private void assertRefused(String message, byte... data) {
    assertRefused(CraftedFile.of(graph.build(), data), message);
  }

  private void assertRefused(byte[] content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("crafted.octet, ")
        .hasMessageContaining(message);
  }

  private Graph read(byte[] content) throws IOException {
    return OctetFile.decode(Path.of("crafted.octet"), MemorySegment.ofArray(content));
  }
}
