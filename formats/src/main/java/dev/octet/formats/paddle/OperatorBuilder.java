package dev.octet.formats.paddle;

import com.google.protobuf.ByteString;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.List;

/**
 * An operator of a program in the making: slots and attributes, each kept in the order in which it
 * was added. The methods for attributes are named after what Paddle calls the type.
 */
final class OperatorBuilder {
  private final OperatorProto.Builder proto;

  OperatorBuilder(OperatorProto.Builder proto) {
    this.proto = proto;
  }

  OperatorBuilder in(String slot, String... variables) {
    return in(slot, List.of(variables));
  }

  /** An input slot; without variables it counts as absent, but is there. */
  OperatorBuilder in(String slot, List<String> variables) {
    proto.addInputs(slot(slot, variables));
    return this;
  }

  OperatorBuilder out(String slot, String... variables) {
    return out(slot, List.of(variables));
  }

  OperatorBuilder out(String slot, List<String> variables) {
    proto.addOutputs(slot(slot, variables));
    return this;
  }

  private static SlotProto slot(String parameter, List<String> variables) {
    return SlotProto.newBuilder().setParameter(parameter).addAllVariables(variables).build();
  }

  OperatorBuilder integer(String name, int value) {
    attribute(name, Attributes.INT).setIntValue(value);
    return this;
  }

  OperatorBuilder number(String name, float value) {
    attribute(name, Attributes.FLOAT).setFloatValue(value);
    return this;
  }

  OperatorBuilder text(String name, String value) {
    attribute(name, Attributes.STRING).setStringValue(ByteString.copyFromUtf8(value));
    return this;
  }

  OperatorBuilder flag(String name, boolean value) {
    attribute(name, Attributes.BOOL).setBoolValue(value);
    return this;
  }

  OperatorBuilder longInteger(String name, long value) {
    attribute(name, Attributes.LONG).setLongValue(value);
    return this;
  }

  OperatorBuilder integers(String name, Integer... values) {
    return integers(name, List.of(values));
  }

  OperatorBuilder integers(String name, List<Integer> values) {
    attribute(name, Attributes.INTS).addAllInts(values);
    return this;
  }

  OperatorBuilder longs(String name, List<Long> values) {
    attribute(name, Attributes.LONGS).addAllLongs(values);
    return this;
  }

  OperatorBuilder numbers(String name, List<Float> values) {
    attribute(name, Attributes.FLOATS).addAllFloats(values);
    return this;
  }

  private AttributeProto.Builder attribute(String name, int type) {
    return proto.addAttributesBuilder().setName(name).setType(type);
  }
}
