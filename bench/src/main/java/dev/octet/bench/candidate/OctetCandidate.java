package dev.octet.bench.candidate;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;

/** A network in Octet. */
public final class OctetCandidate implements Candidate {
  private final CompiledModel model;
  private final int threads;

  /**
   * @param threads how many share a run
   */
  public OctetCandidate(Graph graph, int threads) {
    this(graph, threads, CompileOptions.DEFAULT);
  }

  /**
   * @param threads how many share a run
   */
  public OctetCandidate(Graph graph, int threads, CompileOptions options) {
    this.model = Octet.compile(graph, options);
    this.threads = threads;
  }

  @Override
  public Runner runner(Tensor input) {
    Session session = model.newSession(threads);
    return new Runner() {
      @Override
      public void run() {
        session.run(input);
      }

      @Override
      public float[] output() {
        return session.run(input).toFloats();
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  @Override
  public void close() {}
}
