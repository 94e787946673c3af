package dev.octet.formats.npy;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The arrays of a {@code .npz} file, each read when it is asked for. Other entries are left out.
 */
public final class Npz implements Closeable {
  /** The most bytes one compressed array may claim. */
  public static final long MAX_ARRAY_BYTES = 1L << 30;

  /**
   * Deflate gives at most 258 bytes for 2 bits: RFC 1951, the longest match under two codes of one
   * bit.
   */
  private static final long MAX_RATIO = 1032;

  private static final String SUFFIX = ".npy";

  private final Path file;
  private final long fileSize;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private Npz(Path file, long fileSize, ZipFile zip) {
    this.file = file;
    this.fileSize = fileSize;
    this.zip = zip;
  }

  /**
   * Opens the archive and reads its directory.
   *
   * @throws ModelFormatException if the file is no archive or names an array twice
   */
  public static Npz open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file, "the path", "is a folder, not a .npz file");
    }
    long fileSize = Files.size(file);
    try {
      var npz = new Npz(file, fileSize, new ZipFile(file.toFile()));
      try {
        npz.list();
      } catch (IOException | RuntimeException e) {
        npz.close();
        throw e;
      }
      return npz;
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException(
          file, "the archive", "is damaged or cut off: " + e.getMessage(), e);
    }
  }

  /** Reads all arrays of a file, in the order of the archive. */
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (Npz npz = open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : npz.names()) {
        tensors.put(name, npz.get(name));
      }
      return Collections.unmodifiableMap(tensors);
    }
  }

  private void list() throws ModelFormatException {
    var all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (name.endsWith(SUFFIX)
          && entries.put(name.substring(0, name.length() - SUFFIX.length()), entry) != null) {
        throw new ModelFormatException(file, "entry '" + name + "'", "is there twice");
      }
    }
  }

  /** The names of the arrays, without {@code .npy}, in the order of the archive. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * The array {@code name} as a heap tensor.
   *
   * @throws ModelFormatException if there is none of the name, or it is damaged, or claims more
   *     than its compressed bytes can hold or than {@link #MAX_ARRAY_BYTES}
   */
  public Tensor get(String name) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new ModelFormatException(
          file, "the archive", "has no array '" + name + "', only " + entries.keySet());
    }
    var place = new Place(file, "entry '" + entry.getName() + "', ");
    // The library leaves the checksum of an entry unchecked.
    var checksum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
      NpyHeader header = NpyHeader.read(in, place);
      header.requireData(entry.getSize() - header.size(), place);
      long stored = Math.min(fileSize, entry.getCompressedSize());
      long possible = entry.getMethod() == ZipEntry.STORED ? stored : stored * MAX_RATIO;
      long limit = Math.min(MAX_ARRAY_BYTES, possible);
      if (header.dataBytes() > limit) {
        throw place.fault(
            header.size(),
            "claims %d bytes of data, but %d compressed bytes give at most %d"
                .formatted(header.dataBytes(), stored, limit));
      }
      Tensor tensor = Elements.inflate(in, header, place);
      if (in.read() >= 0) {
        throw place.fault(header.size() + header.dataBytes(), "bytes follow the data");
      }
      if (checksum.getValue() != entry.getCrc()) {
        throw place.fault(0, "the entry is damaged: its checksum does not match");
      }
      return tensor;
    } catch (ZipException | EOFException e) {
      throw new ModelFormatException(
          file, "entry '" + entry.getName() + "'", "is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
