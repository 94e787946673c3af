package dev.octet.formats.lite;

import com.google.protobuf.ByteString;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.SlotProto;
import dev.octet.formats.paddle.proto.VariableProto;
import dev.octet.formats.paddle.proto.VariableTypeProto;
import java.util.Comparator;
import java.util.List;

/**
 * Turns a program into the topology of a {@code .nb} file: the way back of {@link TopologyDecoder}.
 * Slots and attributes go in the order of their names, since Paddle Lite searches them.
 */
final class TopologyEncoder {
  private TopologyEncoder() {}

  static FlatValue.Table program(ProgramProto program) {
    return new FlatValue.Table()
        .with(0, tables(program.getBlocksList().stream().map(TopologyEncoder::block).toList()))
        .with(
            1,
            new FlatValue.Table().with(0, FlatValue.Scalar.of(program.getVersion().getVersion())));
  }

  private static FlatValue.Table block(BlockProto block) {
    return new FlatValue.Table()
        .with(0, FlatValue.Scalar.of(block.getIndex()))
        .with(1, FlatValue.Scalar.of(block.getParent()))
        .with(2, tables(block.getVariablesList().stream().map(TopologyEncoder::variable).toList()))
        .with(3, tables(block.getOperatorsList().stream().map(TopologyEncoder::operator).toList()))
        .with(4, FlatValue.Scalar.of(block.getForwardBlock()));
  }

  private static FlatValue.References tables(List<FlatValue.Table> tables) {
    return new FlatValue.References(tables);
  }

  private static FlatValue.Table variable(VariableProto variable) {
    VariableTypeProto type = variable.getType();
    var tensor = type.getDense().getTensor();
    var typeTable = new FlatValue.Table().with(0, FlatValue.Scalar.of(type.getType()));
    if (type.hasDense()) {
      typeTable.with(
          2,
          new FlatValue.Table()
              .with(
                  0,
                  new FlatValue.Table()
                      .with(0, FlatValue.Scalar.of(tensor.getType()))
                      .with(1, longs(tensor.getDimsList())))
              .with(1, FlatValue.Scalar.of(type.getDense().getLodLevel())));
    }
    return new FlatValue.Table()
        .with(0, new FlatValue.Text(variable.getName()))
        .with(1, typeTable)
        .with(2, FlatValue.Scalar.of(variable.getPersistable()));
  }

  private static FlatValue.Table operator(OperatorProto operator) {
    return new FlatValue.Table()
        .with(0, new FlatValue.Text(operator.getType()))
        .with(1, slots(operator.getInputsList()))
        .with(2, slots(operator.getOutputsList()))
        .with(
            3,
            tables(
                operator.getAttributesList().stream()
                    .sorted(Comparator.comparing(AttributeProto::getName))
                    .map(attribute -> attribute(operator, attribute))
                    .toList()));
  }

  private static FlatValue.References slots(List<SlotProto> slots) {
    return tables(
        slots.stream()
            .sorted(Comparator.comparing(SlotProto::getParameter))
            .map(
                slot ->
                    new FlatValue.Table()
                        .with(0, new FlatValue.Text(slot.getParameter()))
                        .with(1, texts(slot.getVariablesList())))
            .toList());
  }

  private static FlatValue.Table attribute(OperatorProto operator, AttributeProto attribute) {
    int type = attribute.getType();
    FlatValue.Table table =
        new FlatValue.Table()
            .with(0, new FlatValue.Text(attribute.getName()))
            .with(1, FlatValue.Scalar.of(type));
    return switch (type) {
      case 0 -> table.with(2, FlatValue.Scalar.of(attribute.getIntValue()));
      case 1 -> table.with(3, FlatValue.Scalar.of(attribute.getFloatValue()));
      case 2 -> table.with(4, new FlatValue.Text(attribute.getStringValue().toStringUtf8()));
      case 3 -> table.with(5, ints(attribute.getIntsList()));
      case 4 ->
          table.with(
              6,
              new FlatValue.Scalars(
                  Float.BYTES,
                  attribute.getFloatsList().stream().map(FlatValue.Scalar::of).toList()));
      case 5 ->
          table.with(
              7, texts(attribute.getStringsList().stream().map(ByteString::toStringUtf8).toList()));
      case 6 -> table.with(8, FlatValue.Scalar.of(attribute.getBoolValue()));
      case 7 ->
          table.with(
              9,
              new FlatValue.Scalars(
                  Byte.BYTES,
                  attribute.getBoolsList().stream().map(bit -> FlatValue.Scalar.of(bit)).toList()));
      case 9 -> table.with(11, FlatValue.Scalar.of(attribute.getLongValue()));
      case 11 -> table.with(13, longs(attribute.getLongsList()));
      case 12 ->
          table.with(
              15,
              new FlatValue.Scalars(
                  Double.BYTES,
                  attribute.getDoublesList().stream().map(FlatValue.Scalar::of).toList()));
      default ->
          throw new IllegalArgumentException(
              ("the operator %s has the attribute '%s' of type %d, which .nb files do not hold;"
                      + " they hold the types 0 to 7, 9, 11 and 12")
                  .formatted(name(operator), attribute.getName(), type));
    };
  }

  /** An operator as messages show it: its type, and what it gives. */
  private static String name(OperatorProto operator) {
    return operator.getOutputsList().stream()
        .flatMap(slot -> slot.getVariablesList().stream())
        .findFirst()
        .map(output -> "'%s' of '%s'".formatted(operator.getType(), output))
        .orElse("'%s'".formatted(operator.getType()));
  }

  private static FlatValue.Scalars ints(List<Integer> values) {
    return new FlatValue.Scalars(
        Integer.BYTES, values.stream().map(value -> FlatValue.Scalar.of((int) value)).toList());
  }

  private static FlatValue.Scalars longs(List<Long> values) {
    return new FlatValue.Scalars(
        Long.BYTES, values.stream().map(value -> FlatValue.Scalar.of((long) value)).toList());
  }

  private static FlatValue.References texts(List<String> values) {
    return new FlatValue.References(values.stream().map(FlatValue.Text::new).toList());
  }
}
