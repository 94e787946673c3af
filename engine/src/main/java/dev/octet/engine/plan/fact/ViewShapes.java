package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that give the same elements another shape. */
final class ViewShapes {
  private ViewShapes() {}

  static List<Fact> inferIdentity(NodeFacts facts) {
    facts.requireInputs(1, "x");
    return view(facts, facts.shape(0).toArray());
  }

  static List<Fact> infer(NodeFacts facts, Reshape op) {
    long[] wanted = op.shape().stream().mapToLong(Integer::longValue).toArray();
    if (facts.inputs().size() == 2) {
      wanted = facts.integers(1, "shape");
    } else {
      facts.requireInputs(1, "x, or x and the shape");
    }
    return view(facts, resolve(facts, wanted));
  }

  private static int[] resolve(NodeFacts facts, long[] wanted) {
    Shape x = facts.shape(0);
    int[] dims = new int[wanted.length];
    int inferred = -1;
    long known = 1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == -1 && inferred == -1) {
        inferred = i;
        continue;
      }
      if (wanted[i] < 0) {
        throw facts.error(
            "shape %s must hold sizes, 0 for the input's and at most one -1",
            Arrays.toString(wanted));
      }
      if (wanted[i] == 0 && i >= x.rank() && x.elements() != 0) {
        throw facts.error(
            "shape %s copies dimension %d, which %s does not have",
            Arrays.toString(wanted), i, facts.describe(0));
      }
      dims[i] = wanted[i] == 0 && i < x.rank() ? x.dim(i) : Math.toIntExact(wanted[i]);
      known = Math.multiplyExact(known, dims[i]);
    }
    int elements = x.elements();
    if (inferred >= 0) {
      if (known == 0 ? elements != 0 : elements % known != 0) {
        throw facts.error(
            "%s has %d elements, which shape %s does not divide",
            facts.describe(0), elements, Arrays.toString(wanted));
      }
      dims[inferred] = known == 0 ? 0 : Math.toIntExact(elements / known);
    } else if (known != elements) {
      throw facts.error(
          "%s has %d elements, but shape %s has %d; they must be equal",
          facts.describe(0), elements, Arrays.toString(wanted), known);
    }
    return dims;
  }

  static List<Fact> infer(NodeFacts facts, Flatten op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    if (x.rank() == 0) {
      return view(facts, 1);
    }
    int start = facts.axis(op.start(), x.rank());
    int stop = facts.axis(op.stop(), x.rank());
    if (start > stop) {
      throw facts.error("the start axis %d must not come after the stop axis %d", start, stop);
    }
    IntStream before = IntStream.of(x.toArray()).limit(start);
    IntStream after = IntStream.of(x.toArray()).skip(stop + 1L);
    IntStream merged = IntStream.of(x.elements(start, stop + 1));
    return view(facts, IntStream.concat(before, IntStream.concat(merged, after)).toArray());
  }

  static List<Fact> infer(NodeFacts facts, FlattenTo2d op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    int axis = op.axis() < 0 ? op.axis() + x.rank() : op.axis();
    if (axis < 0 || axis > x.rank()) {
      throw facts.error("axis %d must lie in %d..%d", op.axis(), -x.rank(), x.rank());
    }
    return view(facts, x.elements(0, axis), x.elements(axis, x.rank()));
  }

  static List<Fact> infer(NodeFacts facts, Squeeze op) {
    facts.requireInputs(1, "x");
    Shape x = facts.shape(0);
    boolean[] removable = new boolean[x.rank()];
    if (op.axes().isEmpty()) {
      Arrays.fill(removable, true);
    }
    for (int axis : op.axes()) {
      removable[facts.axis(axis, x.rank())] = true;
    }
    return view(
        facts,
        IntStream.range(0, x.rank())
            .filter(i -> !removable[i] || x.dim(i) != 1)
            .map(x::dim)
            .toArray());
  }

  static List<Fact> infer(NodeFacts facts, Unsqueeze op) {
    facts.requireInputs(1, "x");
    int[] dims = facts.shape(0).toArray();
    for (int axis : op.axes()) {
      int at = facts.axis(axis, dims.length + 1);
      int[] grown = new int[dims.length + 1];
      System.arraycopy(dims, 0, grown, 0, at);
      grown[at] = 1;
      System.arraycopy(dims, at, grown, at + 1, dims.length - at);
      dims = grown;
    }
    return view(facts, dims);
  }

  private static List<Fact> view(NodeFacts facts, int... dims) {
    return facts.result(facts.dtype(0), Shape.of(dims));
  }
}
