package dev.octet.formats.lite;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.paddle.PaddleProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a {@code .nb} file of meta version 2, as {@link NaiveBufferReader} says it is laid out.
 */
final class NaiveBufferWriter {
  private static final int META_VERSION = 2;
  private static final int OPT_VERSION_BYTES = 16;

  /** The version whose kernels are named; its runtime compares it with its own. */
  private static final String OPT_VERSION = "v2.10";

  private static final int HEADER_BYTES = Short.BYTES + Integer.BYTES;
  private static final int DENSE = 1;

  private NaiveBufferWriter() {}

  static void write(PaddleProgram program, Path file) throws IOException {
    SortedMap<String, Tensor> parameters = new TreeMap<>(program.parameters());
    if (parameters.size() > 0xffff) {
      throw new IllegalArgumentException(
          "%d parameters; a .nb file holds at most 65535".formatted(parameters.size()));
    }
    ByteBuffer topology = FlatWriter.write(TopologyEncoder.program(program.proto()));
    long largest = parameters.values().stream().mapToLong(Tensor::byteSize).max().orElse(0);
    AtomicFile.write(
        file,
        channel -> {
          channel(channel, topology, parameters.size(), largest);
          for (Map.Entry<String, Tensor> parameter : parameters.entrySet()) {
            ByteBuffer message =
                FlatWriter.write(parameter(parameter.getKey(), parameter.getValue()));
            ByteBuffer frame = buffer(2 * Integer.BYTES);
            frame.putInt(Integer.BYTES + message.remaining()).putInt(Integer.BYTES);
            AtomicFile.writeFully(channel, frame.flip());
            AtomicFile.writeFully(channel, message);
          }
        });
  }

  private static void channel(FileChannel channel, ByteBuffer topology, int count, long largest)
      throws IOException {
    byte[] version = OPT_VERSION.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer head = buffer(Short.BYTES + OPT_VERSION_BYTES + Long.BYTES);
    head.putShort((short) META_VERSION).put(version);
    head.position(Short.BYTES + OPT_VERSION_BYTES);
    AtomicFile.writeFully(channel, head.putLong(topology.remaining()).flip());
    AtomicFile.writeFully(channel, topology);
    ByteBuffer parameters = buffer(3 * Short.BYTES + HEADER_BYTES);
    parameters.putShort((short) 0).putShort((short) 0).putShort((short) HEADER_BYTES);
    AtomicFile.writeFully(channel, parameters.putShort((short) count).putInt((int) largest).flip());
  }

  private static FlatValue.Table parameter(String name, Tensor tensor) {
    List<FlatValue.Scalar> dims = new ArrayList<>();
    for (int dim : tensor.shape().toArray()) {
      dims.add(FlatValue.Scalar.of((long) dim));
    }
    return new FlatValue.Table()
        .with(1, new FlatValue.Text(name))
        .with(2, FlatValue.Scalar.ofByte(DENSE))
        .with(
            3,
            new FlatValue.Table()
                .with(0, FlatValue.Scalar.of(0))
                .with(2, new FlatValue.Scalars(Long.BYTES, dims))
                .with(3, FlatValue.Scalar.of(number(tensor.dtype())))
                .with(4, new FlatValue.Data(tensor.segment())));
  }

  /** Paddle's number for the type of elements. */
  private static int number(DType dtype) {
    return switch (dtype) {
      case BOOL -> 0;
      case INT16 -> 1;
      case INT32 -> 2;
      case INT64 -> 3;
      case FLOAT32 -> 5;
      case FLOAT64 -> 6;
      case UINT8 -> 20;
      case INT8 -> 21;
    };
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
