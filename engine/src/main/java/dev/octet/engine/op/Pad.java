package dev.octet.engine.op;

import java.util.List;

/**
 * Grows x at both ends of each dimension: {@code paddings} holds (before, after) for each
 * dimension, outermost first.
 */
public record Pad(Mode mode, List<Integer> paddings, float value) implements Op {
  /** Where the new elements come from. */
  public enum Mode {
    CONSTANT,
    /** Mirrored without repeating the edge. */
    REFLECT,
    /** The edge repeated. */
    REPLICATE,
    /** The opposite edge. */
    CIRCULAR
  }
}
