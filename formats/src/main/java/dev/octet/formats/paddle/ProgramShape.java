package dev.octet.formats.paddle;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Counts the fields of a program before it is decoded. Every field becomes an object many times the
 * two bytes it takes at least, so that a file of empty fields would fill the memory.
 */
final class ProgramShape {
  /** Several times what the largest published programs have. */
  private static final int FIELD_LIMIT = 4_000_000;

  private final Path file;
  private final CodedInputStream in;
  private int fields;

  private ProgramShape(Path file, byte[] bytes) {
    this.file = file;
    this.in = CodedInputStream.newInstance(bytes);
  }

  /**
   * @throws ModelFormatException if the bytes are no message of protobuf or have too many fields
   */
  static void check(Path file, byte[] bytes) throws ModelFormatException {
    var shape = new ProgramShape(file, bytes);
    try {
      shape.walk(ProgramProto.getDescriptor());
    } catch (ModelFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFormatException(
          file,
          "byte " + shape.in.getTotalBytesRead(),
          "is no Paddle program, or truncated or damaged: " + e.getMessage(),
          e);
    }
  }

  /** The depth is that of the schema, which does not nest in itself. */
  private void walk(Descriptor message) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (++fields > FIELD_LIMIT) {
        throw new ModelFormatException(
            file, "program", "has more than %d fields; programs do not".formatted(FIELD_LIMIT));
      }
      FieldDescriptor field = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean nested =
          field != null
              && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (nested) {
        int outer = in.pushLimit(in.readRawVarint32());
        walk(field.getMessageType());
        in.popLimit(outer);
      } else if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that did not begin");
      }
    }
  }
}
