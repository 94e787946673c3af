package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Scale;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node seen as {@code y = x·factor[c] + shift[c]} with a constant factor and shift for each
 * channel (of dimension 1 for images, of the last dimension else).
 */
record ChannelAffine(double[] factor, double[] shift) {

  /**
   * @param x the input of {@code node} that is scaled and shifted
   * @return empty where the node does something else
   */
  static Optional<ChannelAffine> of(
      Node node,
      Value x,
      int channels,
      ProbedFacts facts,
      Function<Value, Optional<Tensor>> constants) {
    Optional<Integer> rank = facts.rank(x);
    if (rank.isEmpty()) {
      return Optional.empty();
    }
    int axis = rank.get() == 4 ? 1 : rank.get() - 1;
    if (facts.shape(x).orElseThrow().dim(axis) != channels) {
      return Optional.empty();
    }
    return switch (node.op()) {
      case BatchNorm(float epsilon) when node.input(0).equals(x) && (axis == 1) ->
          normalization(node, epsilon, channels, constants);
      case Binary binary when binary.activation() instanceof Activation.None ->
          arithmetic(node, binary, x, rank.get(), axis, channels, constants);
      case Scale scale when !scale.scaleInput() -> {
        double shift =
            scale.biasAfterScale() ? scale.bias() : (double) scale.bias() * scale.scale();
        yield Optional.of(uniform(channels, scale.scale(), shift));
      }
      default -> Optional.empty();
    };
  }

  private static ChannelAffine uniform(int channels, double factor, double shift) {
    double[] factors = new double[channels];
    double[] shifts = new double[channels];
    Arrays.fill(factors, factor);
    Arrays.fill(shifts, shift);
    return new ChannelAffine(factors, shifts);
  }

  /** A {@link BatchNorm} whose statistics are constant. */
  static Optional<ChannelAffine> normalization(
      Node node, float epsilon, int channels, Function<Value, Optional<Tensor>> constants) {
    Tensor[] parameters = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      Optional<Tensor> tensor = constants.apply(node.input(i + 1));
      if (tensor.isEmpty() || tensor.get().elements() != channels) {
        return Optional.empty();
      }
      parameters[i] = tensor.get();
    }
    double[] factor = new double[channels];
    double[] shift = new double[channels];
    for (int i = 0; i < channels; i++) {
      factor[i] = parameters[0].element(i) / Math.sqrt(parameters[3].element(i) + epsilon);
      shift[i] = parameters[1].element(i) - parameters[2].element(i) * factor[i];
    }
    return Optional.of(new ChannelAffine(factor, shift));
  }

  private static Optional<ChannelAffine> arithmetic(
      Node node,
      Binary binary,
      Value x,
      int rank,
      int axis,
      int channels,
      Function<Value, Optional<Tensor>> constants) {
    boolean left = node.input(0).equals(x);
    Optional<Tensor> other = constants.apply(node.input(left ? 1 : 0));
    if (other.isEmpty()) {
      return Optional.empty();
    }
    return alongChannels(other.get(), binary.axis(), rank, axis, channels)
        .flatMap(c -> arithmetic(binary, left, c));
  }

  private static Optional<ChannelAffine> arithmetic(Binary binary, boolean left, double[] c) {
    int n = c.length;
    double[] factor = new double[n];
    double[] shift = new double[n];
    for (int i = 0; i < n; i++) {
      switch (binary.kind()) {
        case ADD -> {
          factor[i] = 1;
          shift[i] = c[i];
        }
        case SUB -> {
          factor[i] = left ? 1 : -1;
          shift[i] = left ? -c[i] : c[i];
        }
        case MUL -> factor[i] = c[i];
        case DIV -> {
          if (!left || c[i] == 0) {
            return Optional.empty();
          }
          factor[i] = 1 / c[i];
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new ChannelAffine(factor, shift));
  }

  /** One number a channel, if the constant varies along dimension {@code axis} of x alone. */
  private static Optional<double[]> alongChannels(
      Tensor constant, int alignment, int rank, int axis, int channels) {
    Shape shape = constant.shape();
    if (shape.rank() > rank) {
      return Optional.empty();
    }
    double[] values = new double[channels];
    if (constant.elements() == 1) {
      Arrays.fill(values, constant.element(0));
      return Optional.of(values);
    }
    int first = alignment < 0 ? rank - shape.rank() : alignment;
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) != 1 && first + i != axis) {
        return Optional.empty();
      }
    }
    if (constant.elements() != channels) {
      return Optional.empty();
    }
    for (int i = 0; i < channels; i++) {
      values[i] = constant.element(i);
    }
    return Optional.of(values);
  }

  /** Whether every factor is 1. */
  boolean isShift() {
    return Arrays.stream(factor).allMatch(f -> f == 1);
  }

  /** Applies this after {@code x·factors + bias}. */
  void applyTo(double[] factors, double[] bias) {
    for (int i = 0; i < factors.length; i++) {
      factors[i] *= factor[i];
      bias[i] = bias[i] * factor[i] + shift[i];
    }
  }
}
