package dev.octet.formats.paddle;

import dev.octet.formats.paddle.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Tensors in the bytes of a parameter file. */
final class TensorBytes {
  static final int INT8 = 21;
  static final int INT16 = 1;

  private TensorBytes() {}

  static byte[] of(float[] values, long... dims) {
    ByteBuffer data = buffer(4 * values.length);
    for (float value : values) {
      data.putFloat(value);
    }
    return of(ModelSketch.FLOAT32, data.array(), dims);
  }

  static byte[] of(byte[] values, long... dims) {
    return of(INT8, values, dims);
  }

  static byte[] of(short[] values, long... dims) {
    ByteBuffer data = buffer(2 * values.length);
    for (short value : values) {
      data.putShort(value);
    }
    return of(INT16, data.array(), dims);
  }

  static byte[] of(int[] values, long... dims) {
    ByteBuffer data = buffer(4 * values.length);
    for (int value : values) {
      data.putInt(value);
    }
    return of(ModelSketch.INT32, data.array(), dims);
  }

  /** A tensor of the given type number with data as they are. */
  static byte[] of(int type, byte[] data, long... dims) {
    TensorProto.Builder header = TensorProto.newBuilder().setType(type);
    Arrays.stream(dims).forEach(header::addDims);
    return of(header.build().toByteArray(), data);
  }

  /** A tensor with an encoded header. */
  static byte[] of(byte[] header, byte[] data) {
    return buffer(20 + header.length + data.length)
        .putInt(0)
        .putLong(0)
        .putInt(0)
        .putInt(header.length)
        .put(header)
        .put(data)
        .array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
