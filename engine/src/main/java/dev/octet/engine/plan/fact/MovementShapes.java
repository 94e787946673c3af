package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move elements. */
final class MovementShapes {
  private MovementShapes() {}

  static List<Fact> infer(NodeFacts facts, Transpose op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    List<Integer> sorted = op.permutation().stream().sorted().toList();
    if (!sorted.equals(IntStream.range(0, x.rank()).boxed().toList())) {
      throw facts.error(
          "%s must be an order of the %d dimensions of %s",
          op.permutation(), x.rank(), facts.describe(0));
    }
    return result(facts, op.permutation().stream().mapToInt(x::dim).toArray());
  }

  static List<Fact> infer(NodeFacts facts, PixelShuffle op) {
    facts.requireInputs(1, "x");
    facts.requireRank(0, 4, "[N,C,H,W]");
    Shape x = facts.shape(0);
    long pixels = (long) op.factor() * op.factor();
    if (x.dim(1) % pixels != 0) {
      throw facts.error(
          "the channels of %s do not make %d x %d pixels",
          facts.describe(0), op.factor(), op.factor());
    }
    int[] dims = {
      x.dim(0),
      (int) (x.dim(1) / pixels),
      Math.multiplyExact(x.dim(2), op.factor()),
      Math.multiplyExact(x.dim(3), op.factor())
    };
    return result(facts, dims);
  }

  static List<Fact> infer(NodeFacts facts, Concat op) {
    requireAny(facts);
    Shape first = facts.shape(0);
    int axis = facts.axis(op.axis(), first.rank());
    long sum = 0;
    for (int i = 0; i < facts.inputs().size(); i++) {
      Shape shape = facts.shape(i);
      facts.requireSameType(i, 0);
      if (shape.rank() != first.rank() || !shape.with(axis, 0).equals(first.with(axis, 0))) {
        throw facts.error(
            "%s must have the shape of %s but for dimension %d",
            facts.describe(i), facts.describe(0), axis);
      }
      sum += shape.dim(axis);
    }
    return result(facts, first.with(axis, Math.toIntExact(sum)).toArray());
  }

  static List<Fact> infer(NodeFacts facts, Stack op) {
    requireAny(facts);
    Shape first = facts.shape(0);
    int axis = facts.axis(op.axis(), first.rank() + 1);
    for (int i = 0; i < facts.inputs().size(); i++) {
      facts.requireSameType(i, 0);
      facts.requireShape(i, first, "that of the first input");
    }
    int[] dims = new int[first.rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i == axis ? facts.inputs().size() : first.dim(i < axis ? i : i - 1);
    }
    return result(facts, dims);
  }

  private static void requireAny(NodeFacts facts) {
    if (facts.inputs().isEmpty()) {
      throw facts.error("has no inputs, but needs 1 or more");
    }
  }

  static List<Fact> infer(NodeFacts facts, Split op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    int axis = facts.axis(op.axis(), x.rank());
    int[] sections = sections(facts, op, x.dim(axis));
    return IntStream.of(sections)
        .mapToObj(section -> Fact.of(facts.dtype(0), x.with(axis, section)))
        .toList();
  }

  private static int[] sections(NodeFacts facts, Split op, int size) {
    int count = facts.node().outputs().size();
    if (op.sections().isEmpty()) {
      if (size % count != 0) {
        throw facts.error(
            "%s cannot be cut into %d equal parts of dimension %d",
            facts.describe(0), count, op.axis());
      }
      return IntStream.generate(() -> size / count).limit(count).toArray();
    }
    if (op.sections().size() != count) {
      throw facts.error("sections %s must be %d, one an output", op.sections(), count);
    }
    int[] sections = op.sections().stream().mapToInt(Integer::intValue).toArray();
    long known = IntStream.of(sections).filter(section -> section != -1).asLongStream().sum();
    boolean open = IntStream.of(sections).filter(section -> section == -1).count() == 1;
    boolean invalid = IntStream.of(sections).anyMatch(section -> section < (open ? -1 : 0));
    if (invalid || (open ? known > size : known != size)) {
      throw facts.error(
          "sections %s must be 0 or more, with at most one -1, and add up to %d, dimension %d of"
              + " %s",
          op.sections(), size, op.axis(), facts.describe(0));
    }
    return IntStream.of(sections)
        .map(section -> section == -1 ? Math.toIntExact(size - known) : section)
        .toArray();
  }

  static List<Fact> infer(NodeFacts facts, Slice op) {
    facts.requireInputs(
        1 + (op.startsInput() ? 1 : 0) + (op.endsInput() ? 1 : 0),
        "x" + (op.startsInput() ? ", starts" : "") + (op.endsInput() ? ", ends" : ""));
    return result(facts, SliceRange.of(facts, op).output().toArray());
  }

  static List<Fact> infer(NodeFacts facts, Expand op) {
    long[] wanted = op.shape().stream().mapToLong(Integer::longValue).toArray();
    if (facts.inputs().size() == 2) {
      wanted = facts.integers(1, "shape");
    } else {
      facts.requireInputs(1, "x, or x and the shape");
    }
    Shape x = facts.shape(0);
    int added = wanted.length - x.rank();
    if (added < 0) {
      throw facts.error(
          "a shape of %d dimensions must not have fewer than %s", wanted.length, facts.describe(0));
    }
    int[] dims = new int[wanted.length];
    for (int i = 0; i < dims.length; i++) {
      int have = i < added ? 1 : x.dim(i - added);
      long want = wanted[i] == -1 && i >= added ? have : wanted[i];
      if (want < 0 || (have != 1 && have != want)) {
        throw facts.error(
            "dimension %d of the shape is %d, but %s has %d there and only a 1 can be repeated",
            i, wanted[i], facts.describe(0), have);
      }
      dims[i] = Math.toIntExact(want);
    }
    return result(facts, dims);
  }

  static List<Fact> infer(NodeFacts facts, Gather op) {
    facts.requireInputs(2, "x, indices");
    facts.requireType(1, DType.INT32, DType.INT64);
    Shape x = facts.shape(0);
    int axis = facts.axis(op.axis(), x.rank());
    facts
        .input(1)
        .constant()
        .ifPresent(
            indices -> {
              for (int i = 0; i < indices.elements(); i++) {
                facts.axis(Math.toIntExact(indices.integer(i)), x.dim(axis));
              }
            });
    IntStream before = IntStream.of(x.toArray()).limit(axis);
    IntStream after = IntStream.of(x.toArray()).skip(axis + 1L);
    IntStream indices = IntStream.of(facts.shape(1).toArray());
    return result(facts, IntStream.concat(before, IntStream.concat(indices, after)).toArray());
  }

  static List<Fact> infer(NodeFacts facts, Pad op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    if (op.paddings().size() != 2 * x.rank()) {
      throw facts.error(
          "paddings %s must be %d: (before, after) for each dimension of %s",
          op.paddings(), 2 * x.rank(), facts.describe(0));
    }
    int[] dims = new int[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      int before = op.paddings().get(2 * i);
      int after = op.paddings().get(2 * i + 1);
      int most =
          switch (op.mode()) {
            case CONSTANT -> Integer.MAX_VALUE;
            case REFLECT -> Math.max(x.dim(i) - 1, 0);
            case REPLICATE -> x.dim(i) == 0 ? 0 : Integer.MAX_VALUE;
            case CIRCULAR -> x.dim(i);
          };
      if (before < 0 || after < 0 || before > most || after > most) {
        throw facts.error(
            "paddings %d and %d of dimension %d of %s must lie in 0..%d with mode %s",
            before, after, i, facts.describe(0), most, op.mode());
      }
      dims[i] = Math.addExact(x.dim(i), Math.addExact(before, after));
    }
    return result(facts, dims);
  }

  private static List<Fact> result(NodeFacts facts, int[] dims) {
    return facts.result(facts.dtype(0), Shape.of(dims));
  }
}
