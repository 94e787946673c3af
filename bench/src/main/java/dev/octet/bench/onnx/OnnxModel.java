package dev.octet.bench.onnx;

import com.google.protobuf.ByteString;
import dev.octet.bench.onnx.proto.AttributeProto;
import dev.octet.bench.onnx.proto.AttributeProto.AttributeType;
import dev.octet.bench.onnx.proto.GraphProto;
import dev.octet.bench.onnx.proto.ModelProto;
import dev.octet.bench.onnx.proto.NodeProto;
import dev.octet.bench.onnx.proto.OperatorSetIdProto;
import dev.octet.bench.onnx.proto.TensorProto;
import dev.octet.bench.onnx.proto.TensorProto.DataType;
import dev.octet.bench.onnx.proto.TensorShapeProto;
import dev.octet.bench.onnx.proto.TypeProto;
import dev.octet.bench.onnx.proto.ValueInfoProto;
import dev.octet.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** An ONNX model that is being written: nodes in order, and initializers. */
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("octet");

  void input(String name, Shape shape) {
    graph.addInput(value(name, shape));
  }

  /** An output whose shape ONNX infers. */
  void output(String name) {
    TypeProto type =
        TypeProto.newBuilder()
            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE))
            .build();
    graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(type));
  }

  private static ValueInfoProto value(String name, Shape shape) {
    var dims = TensorShapeProto.newBuilder();
    for (int dim : shape.toArray()) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    var tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(dims).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  void node(String type, List<String> inputs, String output, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(type)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  /** Adds an initializer and gives its name. Data of 0 dimensions are a scalar. */
  String floats(String name, float[] data, int... dims) {
    return initializer(name, DataType.FLOAT, MemorySegment.ofArray(data), dims);
  }

  String int8(String name, byte[] data, int... dims) {
    return initializer(name, DataType.INT8, MemorySegment.ofArray(data), dims);
  }

  String uint8(String name, byte[] data, int... dims) {
    return initializer(name, DataType.UINT8, MemorySegment.ofArray(data), dims);
  }

  String int32(String name, int[] data, int... dims) {
    return initializer(name, DataType.INT32, MemorySegment.ofArray(data), dims);
  }

  String int64(String name, long[] data, int... dims) {
    return initializer(name, DataType.INT64, MemorySegment.ofArray(data), dims);
  }

  private String initializer(String name, DataType type, MemorySegment data, int... dims) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(Arrays.stream(dims).mapToObj(dim -> (long) dim).toList())
            .setRawData(ByteString.copyFrom(data.toArray(ValueLayout.JAVA_BYTE))));
    return name;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("octet")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
