package dev.octet.formats.lite;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A value of a FlatBuffers message that is to be written. */
sealed interface FlatValue {
  /** A number in {@code width} bytes, little-endian. */
  record Scalar(int width, long bits) implements FlatValue {
    static Scalar of(boolean value) {
      return new Scalar(Byte.BYTES, value ? 1 : 0);
    }

    static Scalar of(int value) {
      return new Scalar(Integer.BYTES, value);
    }

    static Scalar of(long value) {
      return new Scalar(Long.BYTES, value);
    }

    static Scalar of(float value) {
      return new Scalar(Float.BYTES, Float.floatToRawIntBits(value));
    }

    static Scalar of(double value) {
      return new Scalar(Double.BYTES, Double.doubleToRawLongBits(value));
    }

    static Scalar ofByte(int value) {
      return new Scalar(Byte.BYTES, value);
    }
  }

  record Text(String value) implements FlatValue {}

  /** A vector of bytes. */
  record Data(MemorySegment bytes) implements FlatValue {}

  /** A vector of scalars of one width. */
  record Scalars(int width, List<Scalar> values) implements FlatValue {}

  /** A vector of references. */
  record References(List<? extends FlatValue> values) implements FlatValue {}

  /**
   * @param fields by slot
   */
  record Table(SortedMap<Integer, FlatValue> fields) implements FlatValue {
    Table() {
      this(new TreeMap<>());
    }

    Table with(int slot, FlatValue value) {
      fields.put(slot, value);
      return this;
    }
  }
}
