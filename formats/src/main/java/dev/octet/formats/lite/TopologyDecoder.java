package dev.octet.formats.lite;

import com.google.protobuf.ByteString;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.DenseProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.SlotProto;
import dev.octet.formats.paddle.proto.TensorProto;
import dev.octet.formats.paddle.proto.VariableProto;
import dev.octet.formats.paddle.proto.VariableTypeProto;
import dev.octet.formats.paddle.proto.VersionProto;

/**
 * Turns the topology of a {@code .nb} file into the program it stands for. The tables have the
 * content of Paddle's protobuf messages of the same names, and their enumerations the same numbers;
 * slots are counted in the order of Paddle Lite's {@code framework.fbs}.
 */
final class TopologyDecoder {
  private TopologyDecoder() {}

  static ProgramProto program(FlatMessage message) throws ModelFormatException {
    FlatTable table = message.root();
    var program = ProgramProto.newBuilder();
    for (FlatTable block : table.tables(0)) {
      program.addBlocks(block(block));
    }
    var version = table.table(1);
    if (version.isPresent()) {
      program.setVersion(VersionProto.newBuilder().setVersion(version.get().longInteger(0)));
    }
    return program.build();
  }

  private static BlockProto block(FlatTable table) throws ModelFormatException {
    var block = BlockProto.newBuilder();
    for (FlatTable variable : table.tables(2)) {
      block.addVariables(variable(variable));
    }
    for (FlatTable operator : table.tables(3)) {
      block.addOperators(operator(operator));
    }
    return block.build();
  }

  private static VariableProto variable(FlatTable table) throws ModelFormatException {
    FlatTable type =
        table.table(1).orElseThrow(() -> table.error("a variable is of no type at all"));
    var proto = VariableTypeProto.newBuilder().setType(type.integer(0));
    var dense = type.table(2);
    if (dense.isPresent()) {
      proto.setDense(dense(dense.get()));
    }
    return VariableProto.newBuilder()
        .setName(table.text(0))
        .setType(proto)
        .setPersistable(table.flag(2))
        .build();
  }

  private static DenseProto dense(FlatTable table) throws ModelFormatException {
    var dense = DenseProto.newBuilder().setLodLevel(table.integer(1));
    var tensor = table.table(0);
    if (tensor.isPresent()) {
      dense.setTensor(
          TensorProto.newBuilder()
              .setType(tensor.get().integer(0))
              .addAllDims(tensor.get().longIntegers(1)));
    }
    return dense.build();
  }

  private static OperatorProto operator(FlatTable table) throws ModelFormatException {
    var operator = OperatorProto.newBuilder().setType(table.text(0));
    for (FlatTable slot : table.tables(1)) {
      operator.addInputs(slot(slot));
    }
    for (FlatTable slot : table.tables(2)) {
      operator.addOutputs(slot(slot));
    }
    for (FlatTable attribute : table.tables(3)) {
      operator.addAttributes(attribute(attribute));
    }
    return operator.build();
  }

  private static SlotProto slot(FlatTable table) throws ModelFormatException {
    return SlotProto.newBuilder()
        .setParameter(table.text(0))
        .addAllVariables(table.texts(1))
        .build();
  }

  /** The value stands in a slot of its own for each type; an absent one is 0 or empty. */
  private static AttributeProto attribute(FlatTable table) throws ModelFormatException {
    int type = table.integer(1);
    var attribute = AttributeProto.newBuilder().setName(table.text(0)).setType(type);
    switch (type) {
      case 0 -> attribute.setIntValue(table.integer(2));
      case 1 -> attribute.setFloatValue(table.real(3));
      case 2 -> attribute.setStringValue(ByteString.copyFromUtf8(table.text(4)));
      case 3 -> attribute.addAllInts(table.integers(5));
      case 4 -> attribute.addAllFloats(table.reals(6));
      case 5 -> {
        for (String text : table.texts(7)) {
          attribute.addStrings(ByteString.copyFromUtf8(text));
        }
      }
      case 6 -> attribute.setBoolValue(table.flag(8));
      case 7 -> attribute.addAllBools(table.flags(9));
      case 9 -> attribute.setLongValue(table.longInteger(11));
      case 11 -> attribute.addAllLongs(table.longIntegers(13));
      case 12 -> attribute.addAllDoubles(table.doubleReals(15));
      default -> {} // Blocks of control flow, and what later versions add: its type says so.
    }
    return attribute.build();
  }
}
