package dev.octet.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces a folder of two files and two files that belong together, with version after version
 * from a given one on, until it is killed.
 */
final class KilledWriter {
  private static final int SIZE = 4096;

  private KilledWriter() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (int version = Integer.parseInt(args[1]); ; version++) {
      AtomicFile.Content content = content(version);
      try (AtomicOutputs outputs = new AtomicOutputs()) {
        outputs.folder(
            folder.resolve("model"),
            part -> {
              AtomicFile.create(part.resolve("parameters"), content);
              AtomicFile.create(part.resolve("program"), content);
            });
        Map<Path, AtomicFile.Content> pair = new LinkedHashMap<>();
        pair.put(folder.resolve("m.parameters"), content);
        pair.put(folder.resolve("m.program"), content);
        outputs.files(pair);
        outputs.commit();
      }
    }
  }

  private static AtomicFile.Content content(int version) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    while (bytes.hasRemaining()) {
      bytes.putInt(version);
    }
    return channel -> AtomicFile.writeFully(channel, bytes.rewind().duplicate());
  }

  /** The version that a file holds as a whole. */
  static int version(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int version = content.length == SIZE ? bytes.getInt() : -1;
    while (bytes.hasRemaining()) {
      if (bytes.getInt() != version) {
        return -1;
      }
    }
    return version;
  }
}
