package dev.octet.engine.plan.step;

/**
 * One thing to do in a run, with every choice made. A step is immutable and shared by sessions; all
 * that changes is in the arena. It allocates nothing.
 */
@FunctionalInterface
public interface Step {
  void run(Arena arena);
}
