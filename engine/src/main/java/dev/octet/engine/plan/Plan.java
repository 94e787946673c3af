package dev.octet.engine.plan;

import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.ArenaSize;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.report.OperatorReport;
import java.util.List;

/**
 * Everything a run does for one set of input shapes: where the inputs go, the steps, and where the
 * outputs are. Immutable; sessions share it, each with an arena of its own.
 */
public final class Plan {
  private final List<Buffer> inputs;
  private final Step[] steps;
  private final List<Buffer> outputs;
  private final ArenaSize arenaSize;
  private final List<OperatorReport> operators;

  Plan(
      List<Buffer> inputs,
      List<Step> steps,
      List<Buffer> outputs,
      ArenaSize arenaSize,
      List<OperatorReport> operators) {
    this.inputs = List.copyOf(inputs);
    this.steps = steps.toArray(Step[]::new);
    this.outputs = List.copyOf(outputs);
    this.arenaSize = arenaSize;
    this.operators = List.copyOf(operators);
  }

  /** A buffer for each input of the graph, row-major, to be filled before the steps run. */
  public List<Buffer> inputs() {
    return inputs;
  }

  /** A buffer for each output of the graph, row-major, valid after the steps until the next run. */
  public List<Buffer> outputs() {
    return outputs;
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
    for (Step step : steps) {
      step.run(arena);
    }
  }
}
