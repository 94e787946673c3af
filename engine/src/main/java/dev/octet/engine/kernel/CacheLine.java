package dev.octet.engine.kernel;

/**
 * Where the lines of the processor's cache begin in an array. A vector of 64 bytes that crosses the
 * end of a line takes two accesses to the cache.
 *
 * <p>An array has a header of 16 bytes before its elements, in HotSpot with its usual settings. If
 * it begins with a line, the first whole line of it begins at {@link #first}. Arrays do so always
 * under {@code -XX:ObjectAlignmentInBytes=64}, large ones also in the regions of G1; elsewhere the
 * places below are as good as any other.
 */
public final class CacheLine {
  /** Of x86 and of most aarch64 processors. */
  private static final int BYTES = 64;

  private static final int HEADER_BYTES = 16;

  /** In arrays of float or int. */
  public static final int FIRST_FLOAT = first(Float.BYTES);

  /** In arrays of short. */
  public static final int FIRST_SHORT = first(Short.BYTES);

  /** In arrays of byte. */
  public static final int FIRST_BYTE = first(Byte.BYTES);

  private CacheLine() {}

  /** The index of the element that begins the first whole line. */
  public static int first(int elementBytes) {
    return (BYTES - HEADER_BYTES) / elementBytes;
  }

  /** The elements of a line. */
  public static int elements(int elementBytes) {
    return BYTES / elementBytes;
  }

  /** The least index at {@code index} or after it whose element begins a line. */
  public static long next(long index, int elementBytes) {
    int first = first(elementBytes);
    int elements = elements(elementBytes);
    return first + Math.ceilDiv(Math.max(index, first) - first, elements) * elements;
  }
}
