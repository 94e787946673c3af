package dev.octet.engine.op;

/**
 * {@code x < 0 ? alpha·x : x}. Inputs: x, alpha with one element ({@code ALL}), one a channel of
 * dimension 1 ({@code CHANNEL}), or one an element of a batch item ({@code ELEMENT}).
 */
public record PRelu(Mode mode) implements Op {
  /** What one element of alpha holds for. */
  public enum Mode {
    ALL,
    CHANNEL,
    ELEMENT
  }
}
