package dev.octet.bench.candidate;

import dev.octet.engine.tensor.Tensor;

/** A network that was prepared by an engine, for a number of threads that share a run. */
public interface Candidate extends AutoCloseable {
  /** A runner for the only input of the network. */
  Runner runner(Tensor input);

  @Override
  void close();

  /** Runs the network on one input, again and again. */
  interface Runner extends AutoCloseable {
    /** Computes the output; it is left where the engine puts it. */
    void run();

    /** Runs, and gives a copy of the first output. */
    float[] output();

    @Override
    void close();
  }
}
