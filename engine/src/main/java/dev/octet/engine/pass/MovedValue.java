package dev.octet.engine.pass;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A value that is another one with its dimensions in another order, or without one that is 1.
 *
 * @param rank of the value itself
 */
record MovedValue(Value source, Op movement, int rank) {

  /**
   * A value without one dimension of 1.
   *
   * @param axis can count from the end
   */
  static MovedValue squeezed(Value source, int axis, int sourceRank) {
    int counted = axis < 0 ? axis + sourceRank : axis;
    return new MovedValue(source, new Squeeze(List.of(counted)), sourceRank - 1);
  }

  /** Empty where {@code permutation} is none. */
  static Optional<MovedValue> transposed(Value source, List<Integer> permutation) {
    int rank = permutation.size();
    List<Integer> sorted = permutation.stream().sorted().toList();
    return sorted.equals(IntStream.range(0, rank).boxed().toList())
        ? Optional.of(new MovedValue(source, new Transpose(permutation), rank))
        : Optional.empty();
  }

  /** The same movement of another value. */
  MovedValue over(Value other) {
    return new MovedValue(other, movement, rank);
  }

  /** Whether dimension 1 of this value is that of the source. */
  boolean keepsChannels() {
    return rank > 1
        && (movement instanceof Transpose(List<Integer> permutation)
            ? permutation.get(1) == 1
            : squeezedAxis() > 1);
  }

  private int squeezedAxis() {
    return ((Squeeze) movement).axes().getFirst();
  }

  /** Whether an operator over this value gives the source again. */
  boolean isUndoneBy(Op op) {
    return switch (op) {
      case Unsqueeze(List<Integer> axes) when movement instanceof Squeeze && axes.size() == 1 -> {
        int axis = axes.getFirst();
        yield squeezedAxis() == (axis < 0 ? axis + rank + 1 : axis);
      }
      case Transpose(List<Integer> next)
          when movement instanceof Transpose(List<Integer> permutation) && next.size() == rank ->
          IntStream.range(0, rank).allMatch(i -> permutation.get(next.get(i)) == i);
      default -> false;
    };
  }

  /** Whether values are moved in the same way. */
  boolean movesLike(MovedValue other) {
    return rank == other.rank && movement.equals(other.movement);
  }

  /**
   * What makes a constant that is combined with this value one to be combined with the source.
   *
   * @param first the dimension of this value that the first one of the constant is aligned with
   */
  List<Op> undoing(Shape constant, int first) {
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    System.arraycopy(constant.toArray(), 0, dims, first, constant.rank());
    List<Integer> shape = new ArrayList<>(Arrays.stream(dims).boxed().toList());
    if (movement instanceof Transpose(List<Integer> permutation)) {
      List<Integer> inverse = IntStream.range(0, rank).map(permutation::indexOf).boxed().toList();
      return List.of(new Reshape(shape), new Transpose(inverse));
    }
    shape.add(squeezedAxis(), 1);
    return List.of(new Reshape(shape));
  }
}
