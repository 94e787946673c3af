package dev.octet.engine.op;

/**
 * Makes pixels of channels: {@code [N,C·f·f,H,W]} becomes {@code [N,C,H·f,W·f]}. Channel {@code
 * (c·f + i)·f + j} of a pixel gives row i and column j of the f·f pixels that take its place.
 *
 * @param factor f, 1 or more
 */
public record PixelShuffle(int factor) implements Op {
  /**
   * @throws IllegalArgumentException for a factor below 1
   */
  public PixelShuffle {
    if (factor < 1) {
      throw new IllegalArgumentException("the factor %d must be 1 or more".formatted(factor));
    }
  }
}
