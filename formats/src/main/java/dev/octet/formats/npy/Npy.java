package dev.octet.formats.npy;

import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One tensor in a {@code .npy} file.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
public final class Npy {
  private static final int CHUNK = 1 << 20;

  private Npy() {}

  /**
   * Reads a file of version 1, 2 or 3, little- or big-endian, with elements {@code f2} (given as
   * float32), {@code f4}, {@code f8}, {@code i1}, {@code i2}, {@code i4}, {@code i8}, {@code u1} or
   * {@code b1}. Column-major data is rearranged.
   *
   * @return a heap tensor
   * @throws ModelFormatException for a file that is no such one, or whose size is not what its
   *     header says
   */
  public static Tensor read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file, "the path", "is a folder, not a .npy file");
    }
    var place = new Place(file, "");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      NpyHeader header = NpyHeader.read(in, place);
      header.requireData(Files.size(file) - header.size(), place);
      return Elements.read(in, header, place);
    }
  }

  /** Writes {@code tensor} in C order and little-endian, the bytes that NumPy would write. */
  public static void write(Path file, Tensor tensor) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      write(file, tensor, outputs);
      outputs.commit();
    }
  }

  /** The same as one of several outputs. */
  public static void write(Path file, Tensor tensor, AtomicOutputs outputs) throws IOException {
    Shape shape = tensor.shape();
    outputs.file(
        file,
        channel -> {
          AtomicFile.writeFully(channel, ByteBuffer.wrap(NpyHeader.format(tensor.dtype(), shape)));
          byte[] chunk = new byte[(int) Math.min(CHUNK, tensor.byteSize())];
          for (long done = 0; done < tensor.byteSize(); done += chunk.length) {
            int count = (int) Math.min(chunk.length, tensor.byteSize() - done);
            MemorySegment.copy(tensor.segment(), done, MemorySegment.ofArray(chunk), 0, count);
            AtomicFile.writeFully(channel, ByteBuffer.wrap(chunk, 0, count));
          }
        });
  }
}
