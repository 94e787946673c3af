package dev.octet.formats.npy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Turns the bytes of a file into the elements of a heap tensor. */
final class Elements {
  private static final int CHUNK = 1 << 20;

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  private Elements() {}

  /**
   * Reads piece by piece into a tensor that is allocated at once: for a source whose size is known
   * to be that of the data.
   */
  static Tensor read(InputStream in, NpyHeader header, Place place) throws IOException {
    Tensor stored = Tensor.zeros(header.type().dtype(), storedShape(header));
    long bytes = header.dataBytes();
    for (long done = 0; done < bytes; ) {
      int wanted = (int) Math.min(CHUNK, bytes - done);
      byte[] chunk = in.readNBytes(wanted);
      if (chunk.length < wanted) {
        throw place.truncated(header.size() + done + chunk.length, "the data");
      }
      decode(MemorySegment.ofArray(chunk), header.type(), stored, done / header.type().bytes());
      done += wanted;
    }
    return inRowMajorOrder(stored, header);
  }

  /**
   * Reads all bytes, in memory that grows as they come, before it allocates the tensor: for a
   * compressed source, whose size only its header claims.
   */
  static Tensor inflate(InputStream in, NpyHeader header, Place place) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(header.dataBytes()));
    if (bytes.length < header.dataBytes()) {
      throw place.truncated(header.size() + bytes.length, "the data");
    }
    Tensor stored = Tensor.zeros(header.type().dtype(), storedShape(header));
    decode(MemorySegment.ofArray(bytes), header.type(), stored, 0);
    return inRowMajorOrder(stored, header);
  }

  private static void decode(MemorySegment raw, ElementType type, Tensor to, long first) {
    long count = raw.byteSize() / type.bytes();
    long offset = first * to.dtype().bytes();
    MemorySegment target = to.segment();
    if (type.isHalf()) {
      var half = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(type.order());
      var single = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE);
      for (long i = 0; i < count; i++) {
        target.setAtIndex(single, first + i, Float.float16ToFloat(raw.getAtIndex(half, i)));
      }
      return;
    }
    switch (type.bytes()) {
      case 2 -> {
        var layout = ValueLayout.JAVA_SHORT_UNALIGNED;
        MemorySegment.copy(
            raw,
            layout.withOrder(type.order()),
            0,
            target,
            layout.withOrder(LITTLE),
            offset,
            count);
      }
      case 4 -> {
        var layout = ValueLayout.JAVA_INT_UNALIGNED;
        MemorySegment.copy(
            raw,
            layout.withOrder(type.order()),
            0,
            target,
            layout.withOrder(LITTLE),
            offset,
            count);
      }
      case 8 -> {
        var layout = ValueLayout.JAVA_LONG_UNALIGNED;
        MemorySegment.copy(
            raw,
            layout.withOrder(type.order()),
            0,
            target,
            layout.withOrder(LITTLE),
            offset,
            count);
      }
      default -> MemorySegment.copy(raw, 0, target, offset, count);
    }
    if (type.dtype() == DType.BOOL) {
      for (long i = offset; i < offset + count; i++) {
        byte element = target.get(ValueLayout.JAVA_BYTE, i);
        target.set(ValueLayout.JAVA_BYTE, i, (byte) (element == 0 ? 0 : 1));
      }
    }
  }

  /** Column-major data is row-major data of the reversed shape. */
  private static Shape storedShape(NpyHeader header) {
    if (!header.fortranOrder()) {
      return header.shape();
    }
    int[] dims = header.shape().toArray();
    int[] reversed = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      reversed[dims.length - 1 - i] = dims[i];
    }
    return Shape.of(reversed);
  }

  private static Tensor inRowMajorOrder(Tensor stored, NpyHeader header) {
    int[] dims = header.shape().toArray();
    if (!header.fortranOrder() || dims.length < 2) {
      return stored;
    }
    Tensor result = Tensor.zeros(stored.dtype(), header.shape());
    int size = stored.dtype().bytes();
    int[] strides = new int[dims.length];
    for (int i = 0, stride = 1; i < dims.length; stride *= dims[i++]) {
      strides[i] = stride;
    }
    int[] index = new int[dims.length];
    long from = 0;
    for (long to = 0; to < result.elements(); to++) {
      MemorySegment.copy(stored.segment(), from * size, result.segment(), to * size, size);
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        from -= (long) strides[axis] * dims[axis];
        index[axis] = 0;
      }
    }
    return result;
  }
}
