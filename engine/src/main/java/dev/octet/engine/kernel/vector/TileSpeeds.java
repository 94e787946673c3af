package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.Tuning;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Times the tiles that sum int8 in int16 and in float32, on operands in the first caches. */
final class TileSpeeds {
  private static final int[] BLOCKS = {2, 3, 4, 5, 6, 7, 8, 10, 12, 16};

  private static final int DEPTH = 256;
  private static final int ROWS = 24;
  private static final int W = ByteTile.W;

  /** Calls until C2 has compiled a tile, and calls of a batch that is timed. */
  private static final int WARM_UP = 4_000;

  private static final int BATCHES = 20;
  private static final int BATCH = 20;

  private final int[] starts = new int[ROWS];
  private final int[] pairs = new int[ROWS * DEPTH / 2 + 1];
  private final short[] shorts = new short[CacheLine.FIRST_SHORT + 2 * DEPTH * W + ByteTile.L];
  private final float[] rows = new float[ROWS * DEPTH];
  private final float[] panels = new float[CacheLine.FIRST_FLOAT + 2 * DEPTH * W];
  private final float[] sums = new float[CacheLine.FIRST_FLOAT + (ROWS + 8) * 2 * W];

  private TileSpeeds() {
    Arrays.fill(pairs, 3 << 16 | 5);
    Arrays.fill(shorts, (short) 7);
    Arrays.fill(rows, 3);
    Arrays.fill(panels, 7);
  }

  /** Takes a second or so. */
  static Tuning measure() {
    var speeds = new TileSpeeds();
    SortedMap<Integer, Double> int16 = new TreeMap<>();
    for (int block : BLOCKS) {
      byte[] blocks = blocks(block);
      int16.put(block, gigaMultiplyAdds(() -> speeds.multiplyInInt16(blocks)));
    }
    return new Tuning(gigaMultiplyAdds(speeds::multiplyInFloat32), int16);
  }

  /** All steps in blocks of one length, the last perhaps shorter. */
  private static byte[] blocks(int length) {
    var blocks = new byte[Math.ceilDiv(DEPTH / 2, length)];
    Arrays.fill(blocks, (byte) length);
    blocks[blocks.length - 1] -= (byte) (blocks.length * length - DEPTH / 2);
    return blocks;
  }

  private void multiplyInInt16(byte[] blocks) {
    for (int i = 0; i < ROWS; i++) {
      starts[i] = i * DEPTH / 2;
    }
    VectorByteGemm.TILE.multiply(
        1,
        DEPTH / 2,
        0,
        blocks,
        0,
        pairs,
        0,
        starts,
        0,
        ROWS,
        shorts,
        CacheLine.FIRST_SHORT,
        DEPTH * W,
        CacheLine.FIRST_FLOAT + ROWS * 2 * W,
        sums,
        CacheLine.FIRST_FLOAT);
  }

  private void multiplyInFloat32() {
    for (int i = 0; i < ROWS; i++) {
      starts[i] = i * DEPTH;
    }
    int from = CacheLine.FIRST_FLOAT;
    FloatSums.TILE.multiply(
        1, DEPTH, 0, rows, 0, starts, 0, ROWS, panels, from, DEPTH * W, sums, from, 0, sums, from);
    Arrays.fill(sums, 0);
  }

  private static double gigaMultiplyAdds(Runnable product) {
    for (int i = 0; i < WARM_UP; i++) {
      product.run();
    }
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        product.run();
      }
      least = Math.min(least, System.nanoTime() - start);
    }
    return (double) ROWS * 2 * W * DEPTH * BATCH / least;
  }
}
