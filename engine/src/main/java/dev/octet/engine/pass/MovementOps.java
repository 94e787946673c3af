package dev.octet.engine.pass;

import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;

/** The operators that move the elements of their first input, and compute nothing. */
final class MovementOps {
  private MovementOps() {}

  /**
   * Whether the operator gives elements of its first input, and nothing else but zeros, so that it
   * does the same to the integers of a tensor with one scale as to its numbers.
   */
  static boolean moves(Op op) {
    return switch (op) {
      case Reshape _, Transpose _, Flatten _, FlattenTo2d _, Squeeze _, Unsqueeze _ -> true;
      case PixelShuffle _, Slice _, Expand _, Identity _ -> true;
      case Pad pad -> pad.mode() != Pad.Mode.CONSTANT || pad.value() == 0;
      default -> false;
    };
  }
}
