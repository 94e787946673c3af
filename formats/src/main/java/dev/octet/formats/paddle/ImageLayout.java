package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Transpose;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where an operator of a program has its channels. Graphs have them in dimension 1; for an operator
 * that has them last, its inputs and its output are transposed.
 */
enum ImageLayout {
  CHANNELS_FIRST,
  CHANNELS_LAST;

  /** The layout that an attribute names; the name that oneDNN exports use means the usual one. */
  static ImageLayout of(Operator operator, String attribute) throws ModelFormatException {
    String name = operator.attributes().text(attribute, "NCHW");
    return switch (name) {
      case "NCHW", "AnyLayout", "ANYLAYOUT", "NCL", "NC", "NCDHW" -> CHANNELS_FIRST;
      case "NHWC", "NLC", "NDHWC" -> CHANNELS_LAST;
      default -> throw operator.error("attribute '%s' is '%s'".formatted(attribute, name));
    };
  }

  /** The value with its channels in dimension 1. */
  Value channelsFirst(Operator operator, Value value, int rank) {
    if (this == CHANNELS_FIRST || rank < 3) {
      return value;
    }
    List<Integer> permutation = new ArrayList<>(List.of(0, rank - 1));
    for (int i = 1; i < rank - 1; i++) {
      permutation.add(i);
    }
    return operator.step(new Transpose(permutation), value);
  }

  /** Gives an output slot from an operation that has channels in dimension 1. */
  void give(Operator operator, String slot, int rank, Op op, Value... inputs)
      throws ModelFormatException {
    if (this == CHANNELS_FIRST || rank < 3) {
      operator.give(slot, op, inputs);
      return;
    }
    List<Integer> permutation = new ArrayList<>(List.of(0));
    for (int i = 2; i < rank; i++) {
      permutation.add(i);
    }
    permutation.add(1);
    Value result = operator.step(operator.type(), op, Arrays.asList(inputs));
    operator.giveTyped("Transpose", slot, new Transpose(permutation), result);
  }
}
