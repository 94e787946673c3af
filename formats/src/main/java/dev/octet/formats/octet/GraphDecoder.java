package dev.octet.formats.octet;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.octet.proto.OctetProto;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A graph from its message and the data section. */
final class GraphDecoder {
  private final Path file;
  private final MemorySegment data;
  private final List<Value> values = new ArrayList<>();

  private GraphDecoder(Path file, MemorySegment data) {
    this.file = file;
    this.data = data;
  }

  /**
   * @param section the bytes of the message
   * @param data the data section, over which the constants are laid
   */
  static Graph decode(Path file, byte[] section, MemorySegment data) throws ModelFormatException {
    try {
      return new GraphDecoder(file, data).graph(OctetProto.Graph.parseFrom(section));
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(
          file, "the graph section", "is no message of the format: " + e.getMessage(), e);
    }
  }

  private Graph graph(OctetProto.Graph message) throws ModelFormatException {
    requireKnown(message);
    List<Input> inputs = new ArrayList<>();
    for (OctetProto.Input input : message.getInputsList()) {
      inputs.add(at("input " + inputs.size() + " '" + input.getName() + "'", () -> input(input)));
    }
    Map<Value, Tensor> constants = constants(message.getConstantsList());
    List<Node> nodes = new ArrayList<>();
    for (OctetProto.Node node : message.getNodesList()) {
      String where = "node %d '%s' (%s)".formatted(nodes.size(), name(node), node.getType());
      nodes.add(at(where, () -> node(node)));
    }
    return at(
        "the graph section",
        () -> new Graph(inputs, constants, nodes, read(message.getOutputsList())));
  }

  private void requireKnown(OctetProto.Graph message) throws ModelFormatException {
    var _ =
        at(
            "the graph section",
            () -> {
              KnownFields.requireShallow(message);
              return message;
            });
  }

  private Input input(OctetProto.Input message) {
    KnownFields.require(message);
    return new Input(
        define(message.getName()),
        EnumCodes.decode(message.getDtype()),
        shape(message.getDimsList()));
  }

  private Map<Value, Tensor> constants(List<OctetProto.Constant> messages)
      throws ModelFormatException {
    Map<Value, Tensor> constants = new LinkedHashMap<>();
    long end = 0;
    for (OctetProto.Constant message : messages) {
      String where = "constant " + constants.size() + " '" + message.getName() + "'";
      long offset = Frame.align(end);
      Tensor tensor = at(where, () -> constant(message, offset));
      if (constants.put(define(message.getName()), tensor) != null) {
        throw new ModelFormatException(file, where, "has the name of an earlier constant");
      }
      end = offset + tensor.byteSize();
    }
    if (end != data.byteSize()) {
      throw new ModelFormatException(
          file,
          "the data section",
          "has %d bytes, but the constants take %d".formatted(data.byteSize(), end));
    }
    return constants;
  }

  /**
   * @param offset where the constant must lie: at the first aligned place behind the one before it,
   *     so that none overlap and none is hidden
   */
  private Tensor constant(OctetProto.Constant message, long offset) {
    KnownFields.require(message);
    DType dtype = EnumCodes.decode(message.getDtype());
    Shape shape = shape(message.getDimsList());
    if (!shape.isKnown()) {
      throw new IllegalArgumentException("shape " + shape + " has an unknown dimension");
    }
    long size = (long) shape.elements() * dtype.bytes();
    if (message.getOffset() != offset) {
      throw new IllegalArgumentException(
          "lies at %s of the data section, but %d follows the constant before it"
              .formatted(Long.toUnsignedString(message.getOffset()), offset));
    }
    if (size > data.byteSize() - offset) {
      throw new IllegalArgumentException(
          "%s takes %d bytes from %d on, but the data section has %d"
              .formatted(dtype + shape.toString(), size, offset, data.byteSize()));
    }
    Tensor tensor = Tensor.of(dtype, shape, data.asSlice(offset, size));
    if (dtype == DType.BOOL) {
      requireBooleans(tensor.segment());
    }
    return tensor;
  }

  private static void requireBooleans(MemorySegment segment) {
    for (long i = 0; i < segment.byteSize(); i++) {
      byte element = segment.get(ValueLayout.JAVA_BYTE, i);
      if (element != 0 && element != 1) {
        throw new IllegalArgumentException(
            "element %d is %d, but a bool is 0 or 1".formatted(i, element & 0xFF));
      }
    }
  }

  private Node node(OctetProto.Node message) {
    KnownFields.require(message);
    // Inputs first: a node cannot read what it gives.
    List<Value> inputs = read(message.getInputsList());
    List<Value> outputs = message.getOutputsList().stream().map(this::define).toList();
    return new Node(
        name(message), message.getType(), OpDecoder.decodeOp(message.getOp()), inputs, outputs);
  }

  private static String name(OctetProto.Node message) {
    return message.hasName() || message.getOutputsCount() == 0
        ? message.getName()
        : message.getOutputs(0);
  }

  private Value define(String name) {
    var value = new Value(name);
    values.add(value);
    return value;
  }

  private List<Value> read(List<Integer> numbers) {
    List<Value> result = new ArrayList<>();
    for (int number : numbers) {
      if (number < 0 || number >= values.size()) {
        throw new IllegalArgumentException(
            "reads value %s, but only %d come before it"
                .formatted(Integer.toUnsignedString(number), values.size()));
      }
      result.add(values.get(number));
    }
    return result;
  }

  private static Shape shape(List<Integer> dims) {
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** What {@code part} gives, with its complaints as those of the file at {@code where}. */
  private <T> T at(String where, Supplier<T> part) throws ModelFormatException {
    try {
      return part.get();
    } catch (IllegalArgumentException | ArithmeticException | GraphException e) {
      throw new ModelFormatException(file, where, "" + e.getMessage(), e);
    }
  }
}
