package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.SlotProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyEncoderTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 10, 15, 99})
  void an_attribute_of_a_type_that_cannot_be_held_is_named_with_its_operator(int type) {
    var operator =
        OperatorProto.newBuilder()
            .setType("conv2d")
            .addOutputs(SlotProto.newBuilder().setParameter("Output").addVariables("y"))
            .addAttributes(AttributeProto.newBuilder().setName("rate").setType(type));
    var block = BlockProto.newBuilder().setIndex(0).setParent(-1).addOperators(operator);
    ProgramProto program = ProgramProto.newBuilder().addBlocks(block).build();

    assertThatThrownBy(() -> TopologyEncoder.program(program))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "the operator 'conv2d' of 'y' has the attribute 'rate' of type " + type);
  }
}
