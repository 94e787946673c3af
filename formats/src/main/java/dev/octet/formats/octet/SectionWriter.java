package dev.octet.formats.octet;

import dev.octet.formats.AtomicFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** Writes a section at the position of a channel and sums it up. */
final class SectionWriter {
  private static final int CHUNK = 1 << 20;

  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final byte[] chunk = new byte[CHUNK];

  SectionWriter(FileChannel channel) {
    this.channel = channel;
  }

  void write(MemorySegment content) throws IOException {
    for (long done = 0; done < content.byteSize(); done += CHUNK) {
      int count = (int) Math.min(CHUNK, content.byteSize() - done);
      MemorySegment.copy(content, done, MemorySegment.ofArray(chunk), 0, count);
      checksum.update(chunk, 0, count);
      AtomicFile.writeFully(channel, ByteBuffer.wrap(chunk, 0, count));
    }
  }

  /** Writes zeros up to the next multiple of {@link Frame#SIZE}. */
  void align() throws IOException {
    long position = channel.position();
    write(MemorySegment.ofArray(new byte[(int) (Frame.align(position) - position)]));
  }

  /** The checksum of the section, whose end this is. */
  int finish() {
    int value = (int) checksum.getValue();
    checksum.reset();
    return value;
  }
}
