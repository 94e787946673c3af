package dev.octet.engine.run;

import dev.octet.engine.plan.Plan;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.tensor.DType;
import java.lang.System.Logger.Level;
import java.util.SplittableRandom;

/**
 * Runs a plan once on noise, in a thread of its own. A vector operation is slow until C2 has
 * compiled the loop around it, and this is the time that the first run of all takes so; then the
 * loops are compiled, and the plan is faster than on scalar kernels.
 */
final class WarmUp implements Runnable {
  static final String THREAD = "octet-warm-up";

  private static final long SEED = 1;

  /** A run of more on scalar kernels takes longer than the compilation of the vector kernels. */
  private static final long MOST_MULTIPLY_ADDS = 1_000_000_000;

  private final Plan plan;

  private WarmUp(Plan plan) {
    this.plan = plan;
  }

  /** Whether scalar kernels give the first result of {@code plan} sooner. */
  static boolean pays(Plan plan) {
    return plan.operators().stream().mapToLong(OperatorReport::multiplyAdds).sum()
        <= MOST_MULTIPLY_ADDS;
  }

  /** Makes {@code plan} run as {@code scalar} until it is warm. */
  static void start(Plan plan, Plan scalar) {
    if (plan.becomeCold(scalar)) {
      Thread.ofPlatform().daemon().name(THREAD).start(new WarmUp(plan));
    }
  }

  @Override
  public void run() {
    try {
      var arena = new Arena();
      plan.reserve(arena);
      plan.inputs().forEach(input -> fill(input, arena));
      plan.warmUp(arena);
    } catch (RuntimeException | OutOfMemoryError e) {
      System.getLogger("dev.octet.engine").log(Level.WARNING, "the warm-up failed", e);
    } finally {
      plan.becomeWarm();
    }
  }

  /** Noise, since integer kernels choose their loops by the data. Integers stay 0. */
  private static void fill(Buffer input, Arena arena) {
    if (input.dtype() == DType.FLOAT32) {
      var random = new SplittableRandom(SEED);
      float[] data = (float[]) input.array(arena);
      for (int i = 0; i < input.elements(); i++) {
        data[input.offset() + i] = (float) random.nextDouble(-2, 2);
      }
    }
  }
}
