package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table of a {@link FlatMessage}: fields by the number of their slot, each of which can lack. */
final class FlatTable {
  private static final int VTABLE_HEADER = 4;

  /** Reads what stands at a position. */
  @FunctionalInterface
  private interface Element<T> {
    T at(int position) throws ModelFormatException;
  }

  private final FlatMessage message;
  private final int position;
  private final int vtable;
  private final int vtableSize;

  FlatTable(FlatMessage message, int position) throws ModelFormatException {
    this.message = message;
    this.position = position;
    message.require(position, Integer.BYTES);
    message.spend(position, Integer.BYTES);
    long start = (long) position - message.bytes().getInt(position);
    if (start < 0 || start > message.bytes().limit() - VTABLE_HEADER) {
      throw message.error(position, "the table's list of fields is not in it");
    }
    vtable = (int) start;
    vtableSize = Short.toUnsignedInt(message.bytes().getShort(vtable));
    if (vtableSize < VTABLE_HEADER || vtableSize % 2 != 0) {
      throw message.error(vtable, "a list of fields takes %d bytes".formatted(vtableSize));
    }
    message.require(vtable, vtableSize);
  }

  /** Where a field is, or -1. */
  private int field(int slot, int width) throws ModelFormatException {
    int entry = VTABLE_HEADER + Short.BYTES * slot;
    if (entry >= vtableSize) {
      return -1;
    }
    int offset = Short.toUnsignedInt(message.bytes().getShort(vtable + entry));
    if (offset == 0) {
      return -1;
    }
    message.require(position + offset, width);
    return position + offset;
  }

  boolean flag(int slot) throws ModelFormatException {
    int at = field(slot, Byte.BYTES);
    return at >= 0 && message.bytes().get(at) != 0;
  }

  int unsignedByte(int slot) throws ModelFormatException {
    int at = field(slot, Byte.BYTES);
    return at < 0 ? 0 : Byte.toUnsignedInt(message.bytes().get(at));
  }

  int integer(int slot) throws ModelFormatException {
    int at = field(slot, Integer.BYTES);
    return at < 0 ? 0 : message.bytes().getInt(at);
  }

  long longInteger(int slot) throws ModelFormatException {
    int at = field(slot, Long.BYTES);
    return at < 0 ? 0 : message.bytes().getLong(at);
  }

  float real(int slot) throws ModelFormatException {
    int at = field(slot, Float.BYTES);
    return at < 0 ? 0 : message.bytes().getFloat(at);
  }

  double doubleReal(int slot) throws ModelFormatException {
    int at = field(slot, Double.BYTES);
    return at < 0 ? 0 : message.bytes().getDouble(at);
  }

  /** The text of a field; empty if it lacks. */
  String text(int slot) throws ModelFormatException {
    int at = field(slot, Integer.BYTES);
    return at < 0 ? "" : textAt(message.target(at));
  }

  Optional<FlatTable> table(int slot) throws ModelFormatException {
    int at = field(slot, Integer.BYTES);
    return at < 0 ? Optional.empty() : Optional.of(new FlatTable(message, message.target(at)));
  }

  List<FlatTable> tables(int slot) throws ModelFormatException {
    return list(slot, Integer.BYTES, at -> new FlatTable(message, message.target(at)));
  }

  List<String> texts(int slot) throws ModelFormatException {
    return list(slot, Integer.BYTES, at -> textAt(message.target(at)));
  }

  List<Integer> integers(int slot) throws ModelFormatException {
    return list(slot, Integer.BYTES, at -> message.bytes().getInt(at));
  }

  List<Long> longIntegers(int slot) throws ModelFormatException {
    return list(slot, Long.BYTES, at -> message.bytes().getLong(at));
  }

  List<Float> reals(int slot) throws ModelFormatException {
    return list(slot, Float.BYTES, at -> message.bytes().getFloat(at));
  }

  List<Double> doubleReals(int slot) throws ModelFormatException {
    return list(slot, Double.BYTES, at -> message.bytes().getDouble(at));
  }

  List<Boolean> flags(int slot) throws ModelFormatException {
    return list(slot, Byte.BYTES, at -> message.bytes().get(at) != 0);
  }

  /** The bytes of a vector, as they lie in the message. */
  ByteBuffer bytes(int slot) throws ModelFormatException {
    int at = field(slot, Integer.BYTES);
    if (at < 0) {
      return ByteBuffer.allocate(0);
    }
    int vector = message.target(at);
    return message.bytes().slice(vector + Integer.BYTES, message.length(vector, Byte.BYTES));
  }

  private <T> List<T> list(int slot, int width, Element<T> element) throws ModelFormatException {
    int at = field(slot, Integer.BYTES);
    if (at < 0) {
      return List.of();
    }
    int vector = message.target(at);
    int length = message.length(vector, width);
    List<T> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(element.at(vector + Integer.BYTES + i * width));
    }
    return list;
  }

  private String textAt(int vector) throws ModelFormatException {
    int length = message.length(vector, Byte.BYTES);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(message.bytes().slice(vector + Integer.BYTES, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw message.error(vector, "a text is not valid UTF-8");
    }
  }

  ModelFormatException error(String reason) {
    return message.error(position, reason);
  }
}
