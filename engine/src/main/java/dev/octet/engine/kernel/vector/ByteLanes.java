package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.ROUNDER;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bytes in memory against a vector of as many floats. The Vector API has no vector of four bytes;
 * at 128 bits they are the first of a whole vector of bytes, and travel as one int. That vector is
 * seen as longs to take the int out, and no smaller one is: C2 has no vector of one long, and
 * vectors of int have one size everywhere, since it can leave boxes in code that is made while it
 * has seen two.
 */
final class ByteLanes {
  /** The bytes of one float vector, but 8 at 128 bits. */
  static final VectorSpecies<Byte> SPECIES =
      Lanes.BITS == 512 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  /** What a vector of ints is narrowed to: its bytes, and at 128 bits more. */
  static final VectorSpecies<Byte> NARROWED =
      Lanes.BITS == 256 ? ByteVector.SPECIES_64 : ByteVector.SPECIES_128;

  /** Whether they travel as one int. */
  static final boolean AS_INT = Lanes.BITS == 128;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteLanes() {}

  /** Widens {@code x[at..]} to float32. */
  static FloatVector load(byte[] x, int at) {
    return (FloatVector) bytes(x, at).castShape(Lanes.FLOAT, 0);
  }

  /** Widens {@code x[at..]} to int32. */
  static IntVector loadInts(byte[] x, int at) {
    return (IntVector) bytes(x, at).castShape(Lanes.INT, 0);
  }

  private static ByteVector bytes(byte[] x, int at) {
    return AS_INT
        ? IntVector.broadcast(Lanes.INT, (int) INT.get(x, at)).reinterpretAsBytes()
        : ByteVector.fromArray(SPECIES, x, at);
  }

  /** Rounds lanes in -128..127 to the nearest integer, ties to even, and stores them as bytes. */
  static void storeRounded(FloatVector v, byte[] y, int at) {
    storeLow(v.add(ROUNDER).reinterpretAsInts(), y, at);
  }

  /** Stores the low byte of each lane. */
  static void storeLow(IntVector v, byte[] y, int at) {
    ByteVector bytes = (ByteVector) v.castShape(NARROWED, 0);
    if (AS_INT) {
      INT.set(y, at, (int) bytes.reinterpretAsLongs().lane(0));
    } else {
      bytes.intoArray(y, at);
    }
  }
}
