package dev.octet.formats.lite;

import com.google.protobuf.ByteString;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An operator of a program while passes rewrite it. */
final class Operation {
  private static final int INT = 0;
  private static final int FLOAT = 1;
  private static final int STRING = 2;
  private static final int FLOATS = 4;
  private static final int BOOL = 6;

  private String type;
  private final Map<String, List<String>> inputs = new TreeMap<>();
  private final Map<String, List<String>> outputs = new TreeMap<>();
  private final Map<String, AttributeProto> attributes = new TreeMap<>();

  Operation(String type) {
    this.type = type;
  }

  static Operation of(OperatorProto proto) {
    Operation operation = new Operation(proto.getType());
    for (SlotProto slot : proto.getInputsList()) {
      operation.inputs.put(slot.getParameter(), new ArrayList<>(slot.getVariablesList()));
    }
    for (SlotProto slot : proto.getOutputsList()) {
      operation.outputs.put(slot.getParameter(), new ArrayList<>(slot.getVariablesList()));
    }
    for (AttributeProto attribute : proto.getAttributesList()) {
      operation.attributes.put(attribute.getName(), attribute);
    }
    return operation;
  }

  OperatorProto toProto() {
    var proto = OperatorProto.newBuilder().setType(type).addAllAttributes(attributes.values());
    inputs.forEach(
        (slot, names) ->
            proto.addInputs(SlotProto.newBuilder().setParameter(slot).addAllVariables(names)));
    outputs.forEach(
        (slot, names) ->
            proto.addOutputs(SlotProto.newBuilder().setParameter(slot).addAllVariables(names)));
    return proto.build();
  }

  String type() {
    return type;
  }

  void become(String type) {
    this.type = type;
  }

  boolean is(String... types) {
    return List.of(types).contains(type);
  }

  Map<String, List<String>> inputs() {
    return inputs;
  }

  Map<String, List<String>> outputs() {
    return outputs;
  }

  /** The only variable of an input slot; empty if there is none or there are several. */
  String input(String slot) {
    List<String> names = inputs.getOrDefault(slot, List.of());
    return names.size() == 1 ? names.getFirst() : "";
  }

  /** The only variable of an output slot; empty if there is none or there are several. */
  String output(String slot) {
    List<String> names = outputs.getOrDefault(slot, List.of());
    return names.size() == 1 ? names.getFirst() : "";
  }

  boolean has(String slot) {
    return !inputs.getOrDefault(slot, List.of()).isEmpty();
  }

  void setInput(String slot, String variable) {
    inputs.put(slot, new ArrayList<>(List.of(variable)));
  }

  void setOutput(String slot, String variable) {
    outputs.put(slot, new ArrayList<>(List.of(variable)));
  }

  /** Moves what is in an input slot to another one. */
  void moveInput(String from, String to) {
    List<String> names = inputs.remove(from);
    if (names != null) {
      inputs.put(to, names);
    }
  }

  Map<String, AttributeProto> attributes() {
    return attributes;
  }

  int integer(String name, int absent) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null || attribute.getType() != INT ? absent : attribute.getIntValue();
  }

  float real(String name, float absent) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null || attribute.getType() != FLOAT ? absent : attribute.getFloatValue();
  }

  boolean flag(String name) {
    AttributeProto attribute = attributes.get(name);
    return attribute != null && (attribute.getBoolValue() || attribute.getIntValue() != 0);
  }

  String text(String name, String absent) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? absent : attribute.getStringValue().toStringUtf8();
  }

  void set(String name, int value) {
    attributes.put(name, attribute(name, INT).setIntValue(value).build());
  }

  void set(String name, float value) {
    attributes.put(name, attribute(name, FLOAT).setFloatValue(value).build());
  }

  void set(String name, String value) {
    attributes.put(
        name, attribute(name, STRING).setStringValue(ByteString.copyFromUtf8(value)).build());
  }

  void set(String name, boolean value) {
    attributes.put(name, attribute(name, BOOL).setBoolValue(value).build());
  }

  void set(String name, float[] values) {
    var attribute = attribute(name, FLOATS);
    for (float value : values) {
      attribute.addFloats(value);
    }
    attributes.put(name, attribute.build());
  }

  private static AttributeProto.Builder attribute(String name, int type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
