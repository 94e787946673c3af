package dev.octet.engine.plan.step;

import dev.octet.engine.op.Activation;

/**
 * An activation as what an epilogue does itself, a clamp, and what is left to do after it.
 *
 * @param low the least result of the clamp
 * @param high the greatest result of the clamp
 * @param rest {@link Activation#NONE} where the clamp is all
 */
public record ClampedActivation(float low, float high, Activation rest) {
  /** Splits an activation. */
  public static ClampedActivation of(Activation activation) {
    return switch (activation) {
      case Activation.Relu _ -> new ClampedActivation(0, Float.POSITIVE_INFINITY, Activation.NONE);
      case Activation.Clip(float low, float high) ->
          new ClampedActivation(low, high, Activation.NONE);
      default ->
          new ClampedActivation(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, activation);
    };
  }

  /** Whether something is left to do. */
  public boolean hasRest() {
    return !(rest instanceof Activation.None);
  }
}
