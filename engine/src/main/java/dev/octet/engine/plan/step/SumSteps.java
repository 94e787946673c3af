package dev.octet.engine.plan.step;

import dev.octet.engine.op.SumScaling;
import java.util.Optional;

/**
 * The steps from {@code v = acc·multiplier}, which the kernel gives, to a real result: {@code
 * v·factor / divisor + bias}, each rounded to float32, and the clamp.
 */
final class SumSteps {
  private final float factor;
  private final float divisor;
  private final float[][] biases;
  private final float low;
  private final float high;

  private SumSteps(SumScaling.InSteps steps, float[][] biases, float low, float high) {
    this.factor = steps.factor();
    this.divisor = steps.divisor();
    this.biases = biases;
    this.low = low;
    this.high = high;
  }

  /** Empty where a multiplier is all. */
  static Optional<SumSteps> of(
      SumScaling scaling, double[] bias, int groups, ClampedActivation activation) {
    return switch (scaling) {
      case SumScaling.Single _, SumScaling.Dynamic _ -> Optional.empty();
      case SumScaling.InSteps steps -> {
        int columns = bias.length / groups;
        float[][] biases = new float[groups][columns];
        for (int i = 0; i < bias.length; i++) {
          biases[i / columns][i % columns] = (float) bias[i];
        }
        yield Optional.of(new SumSteps(steps, biases, activation.low(), activation.high()));
      }
    };
  }

  /** Applies them to n numbers, whole runs of the channels of a group. */
  void apply(int group, float[] x, int offset, int n) {
    float[] bias = biases[group];
    for (int from = offset; from < offset + n; from += bias.length) {
      for (int i = 0; i < bias.length; i++) {
        float v = x[from + i] * factor / divisor + bias[i];
        x[from + i] = v < low ? low : v > high ? high : v;
      }
    }
  }
}
