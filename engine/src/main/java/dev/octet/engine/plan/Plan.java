package dev.octet.engine.plan;

import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.ArenaSize;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.report.OperatorReport;
import java.util.List;

/**
 * Everything a run does for one set of input shapes: where the inputs go, the steps, and where the
 * outputs are. Sessions share it, each with an arena of its own.
 *
 * <p>A cold plan runs the steps of another one, which give the same bits in the same places, until
 * its own are warm.
 */
public final class Plan {
  private final List<Buffer> inputs;
  private final Step[] steps;
  private final List<Buffer> outputs;
  private final ArenaSize arenaSize;
  private final List<OperatorReport> operators;
  private final int[] operatorEnds;
  private volatile Step[] current;

  /**
   * @param operatorEnds for each operator the index after its last step; steps after those of the
   *     last operator bring the outputs into order
   */
  Plan(
      List<Buffer> inputs,
      List<Step> steps,
      List<Buffer> outputs,
      ArenaSize arenaSize,
      List<OperatorReport> operators,
      int[] operatorEnds) {
    this.inputs = List.copyOf(inputs);
    this.steps = steps.toArray(Step[]::new);
    this.outputs = List.copyOf(outputs);
    this.arenaSize = arenaSize;
    this.operators = List.copyOf(operators);
    this.operatorEnds = operatorEnds;
    this.current = this.steps;
  }

  /**
   * Runs the steps of {@code other} from now on, until {@link #becomeWarm}.
   *
   * @param other a plan of the same graph and shapes on other kernels
   * @return whether it does; not if the plans are cut into other steps or use other memory
   */
  public boolean becomeCold(Plan other) {
    if (other.steps.length != steps.length || !other.arenaSize.equals(arenaSize)) {
      return false;
    }
    current = other.steps;
    return true;
  }

  /** Runs its own steps from now on, in runs that have begun as well. */
  public void becomeWarm() {
    current = steps;
  }

  /** Runs its own steps, cold or not. */
  public void warmUp(Arena arena) {
    for (Step step : steps) {
      step.run(arena);
    }
  }

  /** A buffer for each input of the graph, row-major, to be filled before the steps run. */
  public List<Buffer> inputs() {
    return inputs;
  }

  /** A buffer for each output of the graph, row-major, valid after the steps until the next run. */
  public List<Buffer> outputs() {
    return outputs;
  }

  /** The bytes of all outputs. */
  public long outputBytes() {
    return outputs.stream()
        .mapToLong(output -> (long) output.elements() * output.dtype().bytes())
        .sum();
  }

  public ArenaSize arenaSize() {
    return arenaSize;
  }

  /** A row for each node. */
  public List<OperatorReport> operators() {
    return operators;
  }

  /** Grows {@code arena} to what the plan needs; what it held is lost. */
  public void reserve(Arena arena) {
    arena.reserve(arenaSize);
  }

  /** Runs the steps. */
  public void run(Arena arena) {
    for (int i = 0; i < steps.length; i++) {
      current[i].run(arena);
    }
  }

  /**
   * Runs the steps and takes the time.
   *
   * @param nanoseconds to which the time of each operator is added
   */
  public void run(Arena arena, long[] nanoseconds) {
    int step = 0;
    for (int i = 0; i < operatorEnds.length; i++) {
      long start = System.nanoTime();
      for (; step < operatorEnds[i]; step++) {
        current[step].run(arena);
      }
      nanoseconds[i] += System.nanoTime() - start;
    }
    for (; step < steps.length; step++) {
      current[step].run(arena);
    }
  }
}
