package dev.octet.engine.kernel;

import java.util.Random;

/** Elements of an int8 matrix: random ones, and those that are hardest for sums in int16. */
enum BytePattern {
  RANDOM,
  SMALL,
  ONE_SIDED,
  GREATEST,
  LEAST,
  ALTERNATING,
  ALTERNATING_PAIRS,
  HALF_LEAST_HALF_GREATEST,
  /** One number throughout: a range without width. */
  CONSTANT,
  /** Zero but for a few. */
  OUTLIERS,
  /** Nothing but the ends of a range that begins at zero. */
  ONE_SIDED_EDGES,
  /** Nothing but the ends of a range that ends at zero. */
  NEGATIVE_EDGES,
  /** By turns small, one-sided, and of the whole range, some rows each. */
  BLOCKS_OF_ROWS,
  /** The magnitude or its opposite, and the least of int8 for a magnitude of 128. */
  EDGES;

  byte at(int index, int row, int length, int magnitude, Random random) {
    return switch (this) {
      case RANDOM ->
          (byte) Math.max(-128, random.nextInt(2 * magnitude + 1) - magnitude - magnitude / 128);
      case SMALL -> (byte) (random.nextInt(15) - 7);
      case ONE_SIDED -> (byte) random.nextInt(Math.min(127, magnitude) + 1);
      case GREATEST -> 127;
      case LEAST -> -128;
      case ALTERNATING -> (byte) (index % 2 == 0 ? 127 : -127);
      case ALTERNATING_PAIRS -> (byte) (index / 2 % 2 == 0 ? 127 : -128);
      case HALF_LEAST_HALF_GREATEST -> (byte) (index < length / 2 ? -128 : 127);
      case CONSTANT -> (byte) -Math.min(127, magnitude);
      case OUTLIERS -> (byte) (random.nextInt(50) > 0 ? 0 : random.nextBoolean() ? 127 : -128);
      case ONE_SIDED_EDGES -> (byte) (random.nextInt(3) == 0 ? 0 : 127);
      case NEGATIVE_EDGES -> (byte) (random.nextInt(3) == 0 ? 0 : -128);
      case BLOCKS_OF_ROWS ->
          switch (row / 8 % 3) {
            case 0 -> SMALL.at(index, row, length, magnitude, random);
            case 1 -> ONE_SIDED_EDGES.at(index, row, length, magnitude, random);
            default -> EDGES.at(index, row, length, 128, random);
          };
      case EDGES -> (byte) (random.nextInt(4) == 0 ? Math.min(127, magnitude) : -magnitude);
    };
  }
}
