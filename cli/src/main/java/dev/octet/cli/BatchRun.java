package dev.octet.cli;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs a model over data, several batches at a time with a session each, and hands over the outputs
 * in the order of the data, so that sums over them do not depend on the number of threads.
 */
final class BatchRun {
  private final LoadedModel model;
  private final InputData data;
  private final int batchSize;
  private final int threads;

  /** Gets the first output of the items {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  interface Receiver {
    void accept(int from, int to, Tensor output);
  }

  private record Batch(int from, int to, Future<Tensor> output) {}

  BatchRun(LoadedModel model, InputData data, int batchSize, int threads) {
    this.model = model;
    this.data = data;
    this.batchSize = data.batchSize(batchSize);
    // More than there are batches would have nothing to do.
    this.threads = Math.min(threads, Math.ceilDiv(data.size(), this.batchSize));
  }

  /**
   * @throws CommandException if the data do not fit the model
   */
  void run(CompiledModel compiled, Receiver receiver) throws IOException {
    BlockingQueue<Session> sessions = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      sessions.add(compiled.newSession());
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads, BatchRun::daemon);
    try (var progress = ProgressLine.start("running", data.size())) {
      Queue<Batch> running = new ArrayDeque<>();
      int next = 0;
      while (next < data.size() || !running.isEmpty()) {
        // A bounded number of batches, so that memory does not grow with the data.
        if (next < data.size() && running.size() < 2 * threads) {
          int from = next;
          next = Math.min(from + batchSize, data.size());
          int to = next;
          running.add(new Batch(from, to, pool.submit(() -> output(sessions, from, to))));
        } else {
          Batch batch = running.remove();
          receiver.accept(batch.from, batch.to, await(batch.output));
          progress.advanceTo(batch.to);
        }
      }
    } finally {
      pool.shutdownNow();
      sessions.forEach(Session::close);
    }
  }

  private static Thread daemon(Runnable work) {
    return Thread.ofPlatform().daemon().unstarted(work);
  }

  private Tensor output(BlockingQueue<Session> sessions, int from, int to)
      throws IOException, InterruptedException {
    Map<String, Tensor> inputs = data.batch(from, to);
    Session session = sessions.take();
    try {
      return session.run(inputs).values().iterator().next().copy();
    } finally {
      sessions.add(session);
    }
  }

  private Tensor await(Future<Tensor> output) throws IOException {
    try {
      return output.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("a run that was interrupted", model.name(), e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case GraphException cause ->
            throw new CommandException("a failed run", model.name(), cause);
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
