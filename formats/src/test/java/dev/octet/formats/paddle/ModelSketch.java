package dev.octet.formats.paddle;

import com.google.protobuf.ByteString;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A small Paddle model, written down operator by operator and encoded as Paddle does. */
final class ModelSketch {
  static final int INT32 = 2;
  static final int INT64 = 3;
  static final int FLOAT32 = 5;
  static final int DENSE = 7;
  private static final Path FILE = Path.of("sketch.pdmodel");

  private final BlockProto.Builder block = BlockProto.newBuilder();
  private final Map<byte[], byte[]> parameters = new TreeMap<>(Arrays::compareUnsigned);
  private int columns;

  /** An operator of the sketch. */
  static final class Call {
    private final OperatorProto.Builder operator;

    private Call(OperatorProto.Builder operator) {
      this.operator = operator;
    }

    Call in(String slot, String... variables) {
      operator.addInputs(slot(slot, variables));
      return this;
    }

    Call out(String slot, String... variables) {
      operator.addOutputs(slot(slot, variables));
      return this;
    }

    Call attribute(String name, int value) {
      return add(name, 0, attribute -> attribute.setIntValue(value));
    }

    Call attribute(String name, float value) {
      return add(name, 1, attribute -> attribute.setFloatValue(value));
    }

    Call attribute(String name, String value) {
      return add(name, 2, attribute -> attribute.setStringValue(ByteString.copyFromUtf8(value)));
    }

    Call attribute(String name, int[] values) {
      return add(name, 3, attribute -> Arrays.stream(values).forEach(attribute::addInts));
    }

    Call attribute(String name, float[] values) {
      return add(
          name,
          4,
          attribute -> {
            for (float value : values) {
              attribute.addFloats(value);
            }
          });
    }

    Call attribute(String name, boolean value) {
      return add(name, 6, attribute -> attribute.setBoolValue(value));
    }

    Call attribute(String name, long value) {
      return add(name, 9, attribute -> attribute.setLongValue(value));
    }

    Call attribute(String name, long[] values) {
      return add(name, 11, attribute -> Arrays.stream(values).forEach(attribute::addLongs));
    }

    Call block(String name, int index) {
      return add(name, 8, attribute -> attribute.setIntValue(index));
    }

    private Call add(String name, int type, Consumer<AttributeProto.Builder> value) {
      value.accept(operator.addAttributesBuilder().setName(name).setType(type));
      return this;
    }
  }

  private static SlotProto slot(String parameter, String... variables) {
    return SlotProto.newBuilder()
        .setParameter(parameter)
        .addAllVariables(List.of(variables))
        .build();
  }

  /** A float32 input in the next column. */
  ModelSketch input(String name, long... dims) {
    return inputAt(columns++, name, FLOAT32, dims);
  }

  ModelSketch inputAt(int column, String name, int type, long... dims) {
    declare(name, type, false, dims);
    op("feed").in("X", "feed").out("Out", name).attribute("col", column);
    return this;
  }

  ModelSketch fetch(String name) {
    return fetch(name, 0);
  }

  ModelSketch fetch(String name, int column) {
    op("fetch").in("X", name).out("Out", "fetch").attribute("col", column);
    return this;
  }

  Call op(String type) {
    return new Call(block.addOperatorsBuilder().setType(type));
  }

  /** Declares a variable. */
  ModelSketch declare(String name, int type, boolean persistable, long... dims) {
    return declare(name, DENSE, type, persistable, 0, dims);
  }

  ModelSketch declare(
      String name, int kind, int type, boolean persistable, int lodLevel, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setType(type);
    Arrays.stream(dims).forEach(tensor::addDims);
    block.addVariables(
        VariableProto.newBuilder()
            .setName(name)
            .setPersistable(persistable)
            .setType(
                VariableTypeProto.newBuilder()
                    .setType(kind)
                    .setDense(DenseProto.newBuilder().setTensor(tensor).setLodLevel(lodLevel))));
    return this;
  }

  /** A float32 parameter. */
  ModelSketch parameter(String name, float[] values, long... dims) {
    return parameter(name, dims, TensorBytes.of(values, dims));
  }

  /** A parameter with the elements and the type of a tensor. */
  ModelSketch parameter(String name, Tensor tensor) {
    long[] dims = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
    int type =
        switch (tensor.dtype()) {
          case BOOL -> 0;
          case INT16 -> TensorBytes.INT16;
          case INT32 -> INT32;
          case INT64 -> INT64;
          case FLOAT32 -> FLOAT32;
          case FLOAT64 -> 6;
          case UINT8 -> 20;
          case INT8 -> TensorBytes.INT8;
        };
    byte[] data = tensor.segment().toArray(ValueLayout.JAVA_BYTE);
    return parameter(name, dims, TensorBytes.of(type, data, dims));
  }

  /** A float32 parameter of ones. */
  ModelSketch ones(String name, long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, 1);
    return parameter(name, values, dims);
  }

  /** A parameter that the program declares as float32, whatever its bytes say. */
  ModelSketch parameter(String name, long[] dims, byte[] tensor) {
    declare(name, FLOAT32, true, dims);
    parameters.put(name.getBytes(StandardCharsets.UTF_8), tensor);
    return this;
  }

  ProgramProto.Builder program() {
    return ProgramProto.newBuilder()
        .addBlocks(block)
        .setVersion(VersionProto.newBuilder().setVersion(2_006_002));
  }

  /** The combined parameter file. */
  byte[] parameterBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parameters.values().forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  Graph read() throws IOException {
    return read(program().build().toByteArray(), parameterBytes());
  }

  /** Reads a model from memory, by the way that files take. */
  static Graph read(byte[] program, byte[] parameters) throws IOException {
    Program parsed = ProgramFile.parse(FILE, program);
    Parameters read =
        parsed.parameters().isEmpty()
            ? Parameters.NONE
            : ParameterReader.combined(
                parsed, () -> ParameterInput.of(Path.of("sketch.pdiparams"), parameters));
    return ProgramImporter.graph(parsed, read);
  }

  /** Writes {@code NAME.pdmodel} and {@code NAME.pdiparams}. */
  void write(Path folder, String name) throws IOException {
    Files.write(folder.resolve(name + ".pdmodel"), program().build().toByteArray());
    Files.write(folder.resolve(name + ".pdiparams"), parameterBytes());
  }

  /** Writes {@code __model__} and one file a variable. */
  void writeSeparate(Path folder) throws IOException {
    Files.write(folder.resolve("__model__"), program().build().toByteArray());
    for (Map.Entry<byte[], byte[]> parameter : parameters.entrySet()) {
      Path file = folder.resolve(new String(parameter.getKey(), StandardCharsets.UTF_8));
      Files.createDirectories(file.getParent());
      Files.write(file, parameter.getValue());
    }
  }
}
