package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.Activation;
import dev.octet.engine.parallel.SharedWork;

/** Work on each element of a value by itself; threads share the elements. */
public final class ElementStep implements Step, SharedWork<Arena> {
  private final int elements;
  private final ElementCost cost;
  private final Range range;

  /** The work on some neighbours. */
  @FunctionalInterface
  public interface Range {
    /**
     * @param first the first element, counted from the start of the value
     */
    void run(Arena arena, int first, int count);
  }

  public ElementStep(int elements, ElementCost cost, Range range) {
    this.elements = elements;
    this.cost = cost;
    this.range = range;
  }

  /** An activation from one value to another, or in place. */
  public static Step activation(FloatMath math, Activation function, Buffer x, Buffer y) {
    ElementCost cost =
        ClampedActivation.of(function).hasRest() ? ElementCost.FUNCTION : ElementCost.MOVE;
    return new ElementStep(
        x.shape().elements(),
        cost,
        (arena, first, count) ->
            math.activate(
                function,
                x.floats(arena),
                x.offset() + first,
                y.floats(arena),
                y.offset() + first,
                count));
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, cost.of(elements));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int first = Parts.firstElement(elements, worker, workers);
    range.run(arena, first, Parts.firstElement(elements, worker + 1, workers) - first);
  }
}
