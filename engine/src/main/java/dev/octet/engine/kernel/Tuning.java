package dev.octet.engine.kernel;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How fast this machine sums products of int8 in each of two ways, which give the same bits; see
 * {@code engine/KERNELS.md}.
 *
 * @param float32 products in float32, GMAC/s
 * @param int16 products in int16, GMAC/s, by the steps of a block
 */
public record Tuning(double float32, SortedMap<Integer, Double> int16) {
  /** The longest block that can be the least to pay. */
  private static final int LONGEST = 64;

  public Tuning {
    int16 = new TreeMap<>(int16);
  }

  /**
   * Where nothing was measured: what x86 processors of several kinds have in common.
   *
   * @param registers of vectors; with 16 the tile in int16 keeps some of its sums in memory
   */
  public static Tuning standard(int registers) {
    int least = registers >= 32 ? 3 : 5;
    return new Tuning(1, new TreeMap<>(Map.of(least, 1.0)));
  }

  /** The shortest block, in steps, for which int16 is at least as fast as float32; 2 or more. */
  public int leastBlock() {
    return int16.entrySet().stream()
        .filter(entry -> entry.getKey() >= 2 && entry.getValue() >= float32)
        .mapToInt(SortedMap.Entry::getKey)
        .findFirst()
        .orElse(LONGEST);
  }
}
