package dev.octet.formats.idx;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A tensor in an IDX file, plain or compressed with gzip: two zero bytes, the element type, the
 * rank, the dimensions as big-endian 32-bit integers, and the elements, big-endian. Images of MNIST
 * and Fashion-MNIST are uint8 {@code [N,28,28]}, labels uint8 {@code [N]}.
 *
 * @see <a href="https://github.com/cvdfoundation/mnist">MNIST, section on the file format</a>
 */
public final class Idx {
  /** The most bytes of data that are read. */
  public static final long MAX_BYTES = 1L << 30;

  /** The most bytes that one compressed byte can stand for: RFC 1951, 258 bytes for 2 bits. */
  private static final long MAX_RATIO = 1032;

  private static final int GZIP_MAGIC = 0x1F8B;
  private static final int MAX_RANK = 8;

  private final Path file;
  private final InputStream in;

  /** The most bytes of data there can be. */
  private final long limit;

  private Idx(Path file, InputStream in, long limit) {
    this.file = file;
    this.in = in;
    this.limit = limit;
  }

  /**
   * Reads a file; the first bytes say whether it is compressed.
   *
   * @return a heap tensor: uint8, int8, int16, int32, float32 or float64
   * @throws ModelFormatException for a file that is no such one, or holds less or more than its
   *     header says
   */
  public static Tensor read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file, "the path", "is a folder, not an IDX file");
    }
    long size = Files.size(file);
    try (var plain = new BufferedInputStream(Files.newInputStream(file))) {
      plain.mark(2);
      boolean compressed = (plain.read() << 8 | plain.read()) == GZIP_MAGIC;
      plain.reset();
      if (!compressed) {
        return new Idx(file, plain, Math.min(MAX_BYTES, size)).read();
      }
      try (var inflated = new BufferedInputStream(new GZIPInputStream(plain))) {
        return new Idx(file, inflated, Math.min(MAX_BYTES, size * MAX_RATIO)).read();
      }
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException(
          file, "the compressed data", "is damaged or cut off: " + e.getMessage(), e);
    }
  }

  private Tensor read() throws IOException {
    byte[] magic = bytes(0, 4, "the magic number");
    if (magic[0] != 0 || magic[1] != 0) {
      throw fault(0, "not an IDX file: it does not start with two zero bytes");
    }
    DType dtype =
        switch (magic[2]) {
          case 0x08 -> DType.UINT8;
          case 0x09 -> DType.INT8;
          case 0x0B -> DType.INT16;
          case 0x0C -> DType.INT32;
          case 0x0D -> DType.FLOAT32;
          case 0x0E -> DType.FLOAT64;
          default ->
              throw fault(
                  2, "element type 0x%02X: 08, 09, 0B, 0C, 0D and 0E exist".formatted(magic[2]));
        };
    int rank = magic[3];
    if (rank < 0 || rank > MAX_RANK) {
      throw fault(3, "rank " + (rank & 0xFF) + ": at most " + MAX_RANK + " is read");
    }
    Shape shape = shape(rank);
    long start = 4 + 4L * rank;
    long expected = (long) shape.elements() * dtype.bytes();
    String claim = "%s takes %d bytes of data".formatted(dtype + shape.toString(), expected);
    if (expected > limit) {
      throw fault(start, claim + ", but the file can hold at most " + limit);
    }
    byte[] data = bytes(start, (int) expected, "the data: " + claim);
    if (in.read() >= 0) {
      throw fault(start + expected, claim + ", but more bytes follow");
    }
    return decode(data, dtype, shape);
  }

  private Shape shape(int rank) throws IOException {
    ByteBuffer field = ByteBuffer.wrap(bytes(4, 4 * rank, "the dimensions"));
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = field.getInt();
      if (dims[i] < 0) {
        throw fault(4 + 4L * i, "dimension " + Integer.toUnsignedString(dims[i]) + " is too large");
      }
    }
    Shape shape = Shape.of(dims);
    try {
      var _ = shape.elements();
      return shape;
    } catch (ArithmeticException e) {
      throw fault(4, "" + e.getMessage());
    }
  }

  private static Tensor decode(byte[] data, DType dtype, Shape shape) {
    MemorySegment from = MemorySegment.ofArray(data);
    if (dtype.bytes() == 1) {
      return Tensor.of(dtype, shape, from);
    }
    Tensor tensor = Tensor.zeros(dtype, shape);
    ValueLayout layout =
        switch (dtype.bytes()) {
          case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED;
          case 4 -> ValueLayout.JAVA_INT_UNALIGNED;
          default -> ValueLayout.JAVA_LONG_UNALIGNED;
        };
    MemorySegment.copy(
        from,
        layout.withOrder(ByteOrder.BIG_ENDIAN),
        0,
        tensor.segment(),
        layout.withOrder(ByteOrder.LITTLE_ENDIAN),
        0,
        tensor.elements());
    return tensor;
  }

  /** Exactly {@code count} bytes, in memory that grows as they come. */
  private byte[] bytes(long offset, int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw fault(offset + bytes.length, "the file ends inside " + what);
    }
    return bytes;
  }

  private ModelFormatException fault(long offset, String reason) {
    return new ModelFormatException(file, "byte " + offset, reason);
  }
}
