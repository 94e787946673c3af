package dev.octet.cli;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.idx.Idx;
import dev.octet.formats.npy.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads tensors from files whose first byte says what they are. */
final class TensorFile {
  private static final int NPY_START = 0x93;

  private TensorFile() {}

  /** Reads a {@code .npy} file, or an IDX file, plain or in gzip. */
  static Tensor read(Path file) throws IOException {
    try {
      return isNpy(file) ? Npy.read(file) : Idx.read(file);
    } catch (ModelFormatException | FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A failure to read does not say which file.
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
  }

  private static boolean isNpy(Path file) throws IOException {
    if (Files.isDirectory(file) || file.toString().endsWith(".npy")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == NPY_START;
    }
  }
}
