package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that a graph holds as several nodes. Outputs for training are not given. */
final class ComposedOperators {
  private static final int IMAGE_RANK = 4;
  private static final float EPSILON = 1e-5f;

  private ComposedOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "group_norm", ComposedOperators::groupNorm,
        "instance_norm", ComposedOperators::instanceNorm,
        "log_softmax", ComposedOperators::logSoftmax,
        "channel_shuffle", ComposedOperators::channelShuffle);
  }

  private static void groupNorm(Operator operator) throws ModelFormatException {
    normalize(operator, positive(operator, "groups"), ImageLayout.of(operator, "data_layout"));
  }

  /** Group normalisation with as many groups as there are channels, which 0 asks for. */
  private static void instanceNorm(Operator operator) throws ModelFormatException {
    normalize(operator, 0, ImageLayout.CHANNELS_FIRST);
  }

  private static void normalize(Operator operator, int groups, ImageLayout layout)
      throws ModelFormatException {
    int rank = operator.rank(operator.variable("X")).orElse(IMAGE_RANK);
    Value x = layout.channelsFirst(operator, operator.input("X"), rank);
    Value rows = operator.step(new Reshape(List.of(0, groups, -1)), x);
    LayerNorm norm =
        new LayerNorm(2, operator.attributes().finite("epsilon", EPSILON), false, false);
    Value normal = operator.step(operator.type(), norm, List.of(rows));
    Value shape = operator.step(new ShapeOf(), x);
    boolean scaled = operator.has("Scale");
    boolean moved = operator.has("Bias");
    Reshape back = new Reshape(List.of());
    if (!scaled && !moved) {
      layout.give(operator, "Y", rank, back, normal, shape);
      return;
    }
    Value result = operator.step(back, normal, shape);
    Binary times = new Binary(BinaryKind.MUL, -1);
    Binary plus = new Binary(BinaryKind.ADD, -1);
    if (scaled) {
      Value scale = channels(operator, "Scale", rank);
      if (!moved) {
        layout.give(operator, "Y", rank, times, result, scale);
        return;
      }
      result = operator.step(times, result, scale);
    }
    layout.give(operator, "Y", rank, plus, result, channels(operator, "Bias", rank));
  }

  /** A number for each channel, as a tensor that spreads over the others of {@code rank}. */
  private static Value channels(Operator operator, String slot, int rank)
      throws ModelFormatException {
    List<Integer> shape = new ArrayList<>(List.of(-1));
    for (int i = 2; i < rank; i++) {
      shape.add(1);
    }
    return operator.step(new Reshape(shape), operator.weights(slot, 1));
  }

  private static void logSoftmax(Operator operator) throws ModelFormatException {
    List<Integer> axis = List.of(operator.attributes().integer("axis", -1));
    Binary minus = new Binary(BinaryKind.SUB, -1);
    Value x = operator.input("X");
    Value most = operator.step(new Reduce(ReduceKind.MAX, axis, true), x);
    Value centred = operator.step(minus, x, most);
    Value powers = operator.step(new Activate(Activation.Function.EXP), centred);
    Value sum = operator.step(new Reduce(ReduceKind.SUM, axis, true), powers);
    Value log = operator.step(new Activate(Activation.Function.LOG), sum);
    operator.give("Out", minus, centred, log);
  }

  private static void channelShuffle(Operator operator) throws ModelFormatException {
    int groups = positive(operator, "groups");
    shuffle(operator, groups, ImageLayout.of(operator, "data_format"));
  }

  /**
   * Channels as a matrix of {@code groups} rows, transposed. The shapes are computed, since those
   * that are declared may belong to another value or be unknown.
   */
  static void shuffle(Operator operator, int groups, ImageLayout layout)
      throws ModelFormatException {
    Value x = layout.channelsFirst(operator, operator.input("X"), IMAGE_RANK);
    Value shape = operator.step(new ShapeOf(), x);
    Value rows =
        operator.step(
            new Concat(0),
            operator.step(dims(0, 1), shape),
            operator.constant(operator.outputVariable("Out"), Tensor.of(new int[] {groups, -1}, 2)),
            operator.step(dims(2, 4), shape));
    Value matrix = operator.step(new Reshape(List.of()), x, rows);
    Value columns = operator.step(new Transpose(List.of(0, 2, 1, 3, 4)), matrix);
    layout.give(operator, "Out", IMAGE_RANK, new Reshape(List.of()), columns, shape);
  }

  private static Slice dims(int start, int end) {
    return new Slice(List.of(0), List.of(start), List.of(end), List.of(1), List.of(), false, false);
  }

  /** An attribute that counts something, 1 where it is absent. */
  static int positive(Operator operator, String attribute) throws ModelFormatException {
    int number = operator.attributes().integer(attribute, 1);
    if (number < 1) {
      throw operator.error("attribute '%s' is %d: must be 1 or more".formatted(attribute, number));
    }
    return number;
  }
}
