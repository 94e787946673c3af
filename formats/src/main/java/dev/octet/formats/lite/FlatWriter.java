package dev.octet.formats.lite;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes a message in the encoding of FlatBuffers, front to back: a table's list of fields, the
 * table, then what it refers to. Everything is aligned to its width.
 */
final class FlatWriter {
  private static final int WIDEST = Long.BYTES;

  private ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  private FlatWriter() {}

  /** The message with {@code root} as its root. */
  static ByteBuffer write(FlatValue.Table root) {
    FlatWriter writer = new FlatWriter();
    writer.reserve(Integer.BYTES);
    writer.refer(0, root);
    writer.align(WIDEST, 0);
    return writer.bytes.flip();
  }

  private void refer(int at, FlatValue value) {
    int target =
        switch (value) {
          case FlatValue.Text text -> text(text.value());
          case FlatValue.Data data -> data(data.bytes());
          case FlatValue.Scalars scalars -> scalars(scalars.width(), scalars.values());
          case FlatValue.References references -> references(references.values());
          case FlatValue.Table table -> table(table);
          case FlatValue.Scalar _ -> throw new IllegalStateException("a number is no reference");
        };
    bytes.putInt(at, target - at);
  }

  private int table(FlatValue.Table table) {
    int slots = table.fields().isEmpty() ? 0 : table.fields().lastKey() + 1;
    align(Short.BYTES, 0);
    int list = reserve(2 * Short.BYTES + Short.BYTES * slots);
    align(WIDEST, 0);
    int start = reserve(Integer.BYTES);
    bytes.putInt(start, start - list);
    for (Map.Entry<Integer, FlatValue> field : table.fields().entrySet()) {
      int width = width(field.getValue());
      align(width, 0);
      int at = reserve(width);
      bytes.putShort(list + 2 * Short.BYTES + Short.BYTES * field.getKey(), (short) (at - start));
      if (field.getValue() instanceof FlatValue.Scalar scalar) {
        put(at, scalar);
      }
    }
    bytes.putShort(list, (short) (2 * Short.BYTES + Short.BYTES * slots));
    bytes.putShort(list + Short.BYTES, (short) (bytes.position() - start));
    for (Map.Entry<Integer, FlatValue> field : table.fields().entrySet()) {
      if (!(field.getValue() instanceof FlatValue.Scalar)) {
        int entry = list + 2 * Short.BYTES + Short.BYTES * field.getKey();
        refer(start + Short.toUnsignedInt(bytes.getShort(entry)), field.getValue());
      }
    }
    return start;
  }

  private static int width(FlatValue value) {
    return value instanceof FlatValue.Scalar scalar ? scalar.width() : Integer.BYTES;
  }

  private void put(int at, FlatValue.Scalar scalar) {
    switch (scalar.width()) {
      case Byte.BYTES -> bytes.put(at, (byte) scalar.bits());
      case Integer.BYTES -> bytes.putInt(at, (int) scalar.bits());
      case Long.BYTES -> bytes.putLong(at, scalar.bits());
      default -> throw new IllegalStateException("a number of " + scalar.width() + " bytes");
    }
  }

  private int text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int start = vector(utf8.length, Byte.BYTES, 1);
    bytes.put(start + Integer.BYTES, utf8);
    return start;
  }

  private int data(MemorySegment segment) {
    // Readers use the elements as they lie.
    int length = Math.toIntExact(segment.byteSize());
    align(WIDEST, Integer.BYTES);
    int start = vector(length, Byte.BYTES, 0);
    MemorySegment.copy(
        segment, 0, MemorySegment.ofArray(bytes.array()), start + Integer.BYTES, length);
    return start;
  }

  private int scalars(int width, List<FlatValue.Scalar> values) {
    int start = vector(values.size(), width, 0);
    for (int i = 0; i < values.size(); i++) {
      put(start + Integer.BYTES + i * width, values.get(i));
    }
    return start;
  }

  private int references(List<? extends FlatValue> values) {
    int start = vector(values.size(), Integer.BYTES, 0);
    for (int i = 0; i < values.size(); i++) {
      refer(start + Integer.BYTES + i * Integer.BYTES, values.get(i));
    }
    return start;
  }

  /** Reserves a vector with its length, and {@code behind} zeros after it. */
  private int vector(int length, int width, int behind) {
    align(Math.max(width, Integer.BYTES), width > Integer.BYTES ? Integer.BYTES : 0);
    int start = reserve(Math.addExact(Integer.BYTES + behind, Math.multiplyExact(length, width)));
    bytes.putInt(start, length);
    return start;
  }

  /** Fills with zeros until what follows after {@code offset} more bytes is aligned. */
  private void align(int width, int offset) {
    reserve(Math.floorMod(-(bytes.position() + offset), width));
  }

  /** Makes room for so many bytes, and gives where they begin. */
  private int reserve(int count) {
    int start = bytes.position();
    int end = Math.addExact(start, count);
    if (end > bytes.capacity()) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, 2L * bytes.capacity()));
      ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
      bytes = larger.put(bytes.flip());
    }
    bytes.position(end);
    return start;
  }
}
