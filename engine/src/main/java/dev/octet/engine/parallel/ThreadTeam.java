package dev.octet.engine.parallel;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A team of a caller and helping threads that do work together, part by part. Between two calls the
 * helpers wait for a moment by spinning, so that a call soon after another costs no wake-up, and
 * then park; so does a caller whose helpers take longer than itself. Where the machine has fewer
 * processors than the team has workers, a thread that spins would only keep another from working,
 * and all park at once.
 *
 * <p>Sessions can share a team. A caller that finds it busy or closed does all parts by itself,
 * with the same result, and so does a part that calls the team it works for. Helpers are daemon
 * threads that take no notice of interrupts and outlive any failure of a part; an interrupted
 * caller finishes its work and stays interrupted. A call allocates nothing.
 */
public final class ThreadTeam implements AutoCloseable {
  /** Longer than the gap between two steps of a run. */
  private static final long SPIN_NANOSECONDS = 100_000;

  /** How often a spinning thread looks for its work before it looks at the clock. */
  private static final int LOOKS = 64;

  private static final ConcurrentHashMap<Integer, ThreadTeam> SHARED = new ConcurrentHashMap<>();

  private final int size;
  private final Helper[] helpers;
  private final long spinNanoseconds;

  /** Held by the one that uses the helpers; for good, once they have been told to end. */
  private final AtomicBoolean busy = new AtomicBoolean();

  private final AtomicInteger unfinished = new AtomicInteger();

  // Plain, for the helpers read them after they have seen the round that follows.
  private @Nullable SharedWork<?> work;
  private @Nullable Object context;
  private volatile int round;

  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread parkedCaller;
  private volatile boolean closed;
  private volatile boolean ended;

  /**
   * @param size the number of workers, the caller included; 1 or more. With 1 there are no helpers.
   */
  public ThreadTeam(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("threads " + size + ": must be 1 or more");
    }
    this.size = size;
    this.spinNanoseconds = Runtime.getRuntime().availableProcessors() < size ? 0 : SPIN_NANOSECONDS;
    this.helpers = new Helper[size - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].thread.start();
    }
  }

  /** The team of this size that the whole virtual machine shares; it lives as long. */
  public static ThreadTeam shared(int size) {
    return SHARED.computeIfAbsent(size, ThreadTeam::new);
  }

  /** The number of workers, the caller included. */
  public int size() {
    return size;
  }

  /**
   * Does every part of {@code work} and returns when all are done.
   *
   * @throws RuntimeException what a part has thrown, that of the caller before that of a helper
   */
  public <T> void run(SharedWork<T> work, T context) {
    if (helpers.length == 0 || busy.get() || !busy.compareAndSet(false, true)) {
      for (int worker = 0; worker < size; worker++) {
        work.run(context, worker, size);
      }
      return;
    }
    @Nullable Throwable thrown;
    try {
      start(work, context);
      try {
        work.run(context, 0, size);
      } finally {
        await();
      }
    } finally {
      thrown = failure;
      failure = null;
      this.work = null;
      this.context = null;
      release();
    }
    rethrow(thrown);
  }

  private void start(SharedWork<?> work, Object context) {
    this.work = work;
    this.context = context;
    unfinished.set(helpers.length);
    round++;
    for (Helper helper : helpers) {
      if (helper.parked) {
        LockSupport.unpark(helper.thread);
      }
    }
  }

  private void await() {
    long start = System.nanoTime();
    do {
      for (int look = 0; look < LOOKS; look++) {
        if (unfinished.get() == 0) {
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < spinNanoseconds);
    awaitParked();
  }

  private void awaitParked() {
    boolean interrupted = false;
    parkedCaller = Thread.currentThread();
    while (unfinished.get() > 0) {
      LockSupport.park(this);
      // Parking returns at once while the thread is interrupted.
      interrupted |= Thread.interrupted();
    }
    parkedCaller = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  /** Ends the helpers, now or when the work that they do is done. */
  @Override
  public void close() {
    closed = true;
    endIfIdle();
  }

  private void release() {
    busy.set(false);
    if (closed) {
      endIfIdle();
    }
  }

  /** Either the closing thread or the last caller gets here with the team idle. */
  private void endIfIdle() {
    if (busy.compareAndSet(false, true)) {
      ended = true;
      for (Helper helper : helpers) {
        LockSupport.unpark(helper.thread);
      }
    }
  }

  /** One helping thread. */
  private final class Helper implements Runnable {
    private final int worker;
    private final Thread thread;
    private volatile boolean parked;

    Helper(int worker) {
      this.worker = worker;
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .name("octet-" + worker)
              .inheritInheritableThreadLocals(false)
              .unstarted(this);
    }

    @Override
    public void run() {
      int seen = 0;
      while (awaitRound(seen)) {
        seen = round;
        try {
          help(work);
        } catch (Throwable e) {
          failure = e;
        }
        finish();
      }
    }

    @SuppressWarnings("unchecked")
    private void help(@Nullable SharedWork<?> shared) {
      ((SharedWork<@Nullable Object>) Objects.requireNonNull(shared)).run(context, worker, size);
    }

    private void finish() {
      if (unfinished.decrementAndGet() == 0) {
        Thread caller = parkedCaller;
        if (caller != null) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Waits for a round after {@code seen}; false when the team has ended. */
    private boolean awaitRound(int seen) {
      long start = System.nanoTime();
      while (true) {
        for (int look = 0; look < LOOKS; look++) {
          if (round != seen) {
            return true;
          }
          if (ended) {
            return false;
          }
          Thread.onSpinWait();
        }
        if (System.nanoTime() - start >= spinNanoseconds) {
          park(seen);
        }
      }
    }

    /** A caller that starts a round while this looks sees it parked, and wakes it. */
    private void park(int seen) {
      parked = true;
      if (round == seen && !ended) {
        LockSupport.park(ThreadTeam.this);
      }
      parked = false;
      // Parking returns at once while the thread is interrupted.
      Thread.interrupted();
    }
  }
}
