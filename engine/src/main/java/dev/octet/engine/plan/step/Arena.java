package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.tensor.DType;

/** The memory of one session: an array for each element type, and scratch memory for kernels. */
public final class Arena {
  private final Workspace workspace = new Workspace();
  private float[] floats = {};
  private double[] doubles = {};
  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private long[] longs = {};

  public Workspace workspace() {
    return workspace;
  }

  /** The array that holds values of {@code dtype}. */
  public Object array(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> floats;
      case FLOAT64 -> doubles;
      case INT8, UINT8, BOOL -> bytes;
      case INT16 -> shorts;
      case INT32 -> ints;
      case INT64 -> longs;
    };
  }

  /** Grows the arrays to what a plan needs; contents are lost. */
  public void reserve(ArenaSize size) {
    if (floats.length < size.floats()) {
      floats = new float[size.floats()];
    }
    if (doubles.length < size.doubles()) {
      doubles = new double[size.doubles()];
    }
    if (bytes.length < size.bytes()) {
      bytes = new byte[size.bytes()];
    }
    if (shorts.length < size.shorts()) {
      shorts = new short[size.shorts()];
    }
    if (ints.length < size.ints()) {
      ints = new int[size.ints()];
    }
    if (longs.length < size.longs()) {
      longs = new long[size.longs()];
    }
  }
}
