package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.paddle.proto.TensorProto;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Writes a tensor as {@link TensorReader} says it is stored. */
final class TensorWriter {
  private static final int CHUNK = 1 << 16;

  private TensorWriter() {}

  static void write(FileChannel channel, Tensor tensor) throws IOException {
    TensorProto.Builder header =
        TensorProto.newBuilder().setType(ElementType.of(tensor.dtype()).number());
    for (int dim : tensor.shape().toArray()) {
      header.addDims(dim);
    }
    byte[] description = header.build().toByteArray();
    ByteBuffer start =
        ByteBuffer.allocate(2 * Integer.BYTES + Long.BYTES + Integer.BYTES + description.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    start.putInt(0).putLong(0).putInt(0).putInt(description.length).put(description).flip();
    AtomicFile.writeFully(channel, start);
    MemorySegment data = tensor.segment();
    // Segments over arrays of wider elements cannot be buffers of bytes.
    byte[] chunk = new byte[(int) Math.min(CHUNK, data.byteSize())];
    for (long done = 0; done < data.byteSize(); done += chunk.length) {
      int count = (int) Math.min(chunk.length, data.byteSize() - done);
      MemorySegment.copy(data, done, MemorySegment.ofArray(chunk), 0, count);
      AtomicFile.writeFully(channel, ByteBuffer.wrap(chunk, 0, count));
    }
  }
}
