package dev.octet.formats.octet;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A graph in one {@code .octet} file: header, graph, and constants, each under a checksum. The
 * bytes are specified in {@code docs/octet-file.md}; one graph always gives the same.
 */
public final class OctetFile {
  private OctetFile() {}

  /**
   * Writes {@code graph} to {@code file}, in place of one that is there once the new one is whole.
   *
   * @throws GraphException if the graph without its constants takes more than 16 MiB, a name is no
   *     Unicode text, or a {@code Quantized} operator is not around a linear one
   */
  public static void write(Graph graph, Path file) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      write(graph, file, outputs);
      outputs.commit();
    }
  }

  /** The same as one of several outputs. */
  public static void write(Graph graph, Path file, AtomicOutputs outputs) throws IOException {
    byte[] message = GraphEncoder.encode(graph).toByteArray();
    if (message.length > Frame.MAX_GRAPH_SIZE) {
      throw new GraphException(
          "the graph takes %d bytes without its constants: a file holds at most %d"
              .formatted(message.length, Frame.MAX_GRAPH_SIZE));
    }
    outputs.file(file, channel -> write(graph, message, channel));
  }

  private static void write(Graph graph, byte[] message, FileChannel channel) throws IOException {
    channel.position(Frame.SIZE);
    var section = new SectionWriter(channel);
    section.write(MemorySegment.ofArray(message));
    section.align();
    int graphChecksum = section.finish();
    for (Tensor tensor : graph.constants().values()) {
      section.align();
      section.write(tensor.segment());
    }
    int dataChecksum = section.finish();
    ByteBuffer frame =
        new Frame(channel.position(), message.length, graphChecksum, dataChecksum).encode();
    channel.position(0);
    AtomicFile.writeFully(channel, frame);
  }

  /**
   * Reads a file. The constants are views of the mapped file, read-only and 64-byte aligned; they
   * stay valid as long as something refers to them. The checksums are those of the file as it is
   * read: who then writes into it, as {@code cp} does over a file that is there, changes them
   * without notice, also in models that are compiled already, and who shortens it breaks them. Who
   * replaces it ({@link #write} and {@code mv} do) does neither.
   *
   * @throws ModelFormatException for a file that is no such one, is damaged, or holds what this
   *     version does not know
   */
  public static Graph read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file, "the path", "is a folder, not an Octet file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment content = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return decode(file, content);
    }
  }

  /**
   * @param file the name for messages
   * @param content the whole file
   */
  static Graph decode(Path file, MemorySegment content) throws ModelFormatException {
    Frame frame = Frame.decode(file, content);
    byte[] message = content.asSlice(Frame.SIZE, frame.graphSize()).toArray(ValueLayout.JAVA_BYTE);
    return GraphDecoder.decode(file, message, content.asSlice(frame.dataStart()));
  }
}
