package dev.octet.bench.candidate;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;

/** A network in Octet: one session a runner. */
public final class OctetCandidate implements Candidate {
  private final CompiledModel model;

  public OctetCandidate(Graph graph) {
    this.model = Octet.compile(graph);
  }

  @Override
  public Runner runner(Tensor input) {
    Session session = model.newSession();
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
