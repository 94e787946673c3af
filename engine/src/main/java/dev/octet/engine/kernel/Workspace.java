package dev.octet.engine.kernel;

import java.util.IdentityHashMap;
import java.util.function.Supplier;

/**
 * Scratch memory of one thread. Arrays grow on demand and are then kept, so a loop of equal work
 * allocates only the first time. The contents do not outlive the call that asked for them.
 */
public final class Workspace {
  private int[] ints = {};
  private int[] starts = {};
  private byte[] bytes = {};
  private float[] floats = {};
  private float[] tile = {};
  private short[] shorts = {};
  private float[] sums = {};
  private long[] longs = {};
  private final IdentityHashMap<IntegerEpilogue, IntegerEpilogue> scaled = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, Object> kept = new IdentityHashMap<>();

  /** At least {@code length} ints of undefined content, for the kernel that runs. */
  public int[] ints(int length) {
    if (ints.length < length) {
      ints = new int[length];
    }
    return ints;
  }

  /** At least {@code length} ints of undefined content, for where rows begin. */
  public int[] starts(int length) {
    if (starts.length < length) {
      starts = new int[length];
    }
    return starts;
  }

  /** At least {@code length} shorts of undefined content, for the kernel that runs. */
  public short[] shorts(int length) {
    if (shorts.length < length) {
      shorts = new short[length];
    }
    return shorts;
  }

  /** At least {@code length} floats of undefined content, for the kernel that runs. */
  public float[] tile(int length) {
    if (tile.length < length) {
      tile = new float[length];
    }
    return tile;
  }

  /** At least {@code length} floats of undefined content, for the kernel that runs. */
  public float[] sums(int length) {
    if (sums.length < length) {
      sums = new float[length];
    }
    return sums;
  }

  /**
   * {@code epilogue} with its multipliers times {@code factor}, rounded to float32. It holds until
   * the next call for the same epilogue.
   */
  public IntegerEpilogue scaled(IntegerEpilogue epilogue, float factor) {
    IntegerEpilogue copy = scaled.get(epilogue);
    if (copy == null) {
      copy = epilogue.withMultiplier(epilogue.multiplier().clone());
      scaled.put(epilogue, copy);
    }
    float[] from = epilogue.multiplier();
    float[] to = copy.multiplier();
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i] * factor;
    }
    return copy;
  }

  /** What a kernel keeps for itself from call to call, and grows on demand. */
  public <T> T kept(Class<T> type, Supplier<T> first) {
    Object found = kept.get(type);
    if (found == null) {
      found = first.get();
      kept.put(type, found);
    }
    return type.cast(found);
  }

  /** At least {@code length} bytes of undefined content, for the step that calls the kernel. */
  public byte[] bytes(int length) {
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    return bytes;
  }

  /** At least {@code length} longs of undefined content, for the step that calls the kernel. */
  public long[] longs(int length) {
    if (longs.length < length) {
      longs = new long[length];
    }
    return longs;
  }

  /** At least {@code length} floats of undefined content, for the step that calls the kernel. */
  public float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
    return floats;
  }
}
