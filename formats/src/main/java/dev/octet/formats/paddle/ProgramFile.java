package dev.octet.formats.paddle;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decodes a program file. */
final class ProgramFile {
  /** Programs hold no weights: those of the largest published models take a few megabytes. */
  static final int LIMIT = 64 << 20;

  private ProgramFile() {}

  /**
   * @throws ModelFormatException if the file is no program
   */
  static Program read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw failure(file, "is not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LIMIT + 1);
    }
    return parse(file, bytes);
  }

  static Program parse(Path file, byte[] bytes) throws ModelFormatException {
    if (bytes.length > LIMIT) {
      throw failure(file, "is larger than %d bytes; programs are not".formatted(LIMIT));
    }
    refuseOtherFormats(file, bytes);
    ProgramShape.check(file, bytes);
    try {
      return Program.of(file, ProgramProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFormatException(
          file, "program", "is no Paddle program, or truncated or damaged: " + e.getMessage(), e);
    }
  }

  private static void refuseOtherFormats(Path file, byte[] bytes) throws ModelFormatException {
    if (bytes.length == 0) {
      throw failure(file, "is empty");
    }
    if (bytes[0] == '{') {
      throw failure(file, ModelFiles.JSON_PROGRAM);
    }
    if (bytes.length > 1 && bytes[0] == (byte) 0x80 && bytes[1] >= 2 && bytes[1] <= 5) {
      throw failure(file, ModelFiles.TRAINING_STATE);
    }
    if (bytes.length >= 16) {
      int i = 0;
      while (i < 16 && bytes[i] == 0) {
        i++;
      }
      if (i == 16) {
        throw failure(file, ModelFiles.PARAMETERS_ALONE);
      }
    }
  }

  private static ModelFormatException failure(Path file, String reason) {
    return new ModelFormatException(file, "program", reason);
  }
}
