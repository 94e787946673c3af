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
 * then park.
 *
 * <p>Sessions can share a team. A caller that finds it busy does all parts by itself, with the same
 * result. Helpers are daemon threads and take no notice of interrupts; an interrupted caller
 * finishes its work and stays interrupted. A call allocates nothing.
 */
public final class ThreadTeam implements AutoCloseable {
  /** A few tens of microseconds: longer than the gap between two steps of a run. */
  private static final int SPINS = 10_000;

  private static final ConcurrentHashMap<Integer, ThreadTeam> SHARED = new ConcurrentHashMap<>();

  private final int size;
  private final Helper[] helpers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicInteger unfinished = new AtomicInteger();
  private @Nullable SharedWork<?> work;
  private @Nullable Object context;
  private volatile @Nullable Throwable failure;
  private volatile int round;
  private volatile boolean closed;

  /**
   * @param size the number of workers, the caller included; 1 or more. With 1 there are no helpers.
   */
  public ThreadTeam(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("threads " + size + ": must be 1 or more");
    }
    this.size = size;
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

  /** Does every part of {@code work} and returns when all are done. */
  public <T> void run(SharedWork<T> work, T context) {
    if (helpers.length == 0 || !busy.compareAndSet(false, true)) {
      for (int worker = 0; worker < size; worker++) {
        work.run(context, worker, size);
      }
      return;
    }
    try {
      start(work, context);
      try {
        work.run(context, 0, size);
      } finally {
        await();
      }
    } finally {
      this.work = null;
      this.context = null;
      busy.set(false);
    }
    rethrow();
  }

  private void start(SharedWork<?> work, Object context) {
    this.work = work;
    this.context = context;
    failure = null;
    unfinished.set(helpers.length);
    round++;
    for (Helper helper : helpers) {
      if (helper.parked) {
        LockSupport.unpark(helper.thread);
      }
    }
  }

  private void await() {
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      case Throwable other -> throw new IllegalStateException(other);
    }
  }

  /** Ends the helpers once they are idle. */
  @Override
  public void close() {
    closed = true;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper.thread);
    }
  }

  /** One helping thread. */
  private final class Helper implements Runnable {
    private final int worker;
    private final Thread thread;
    private volatile boolean parked;

    Helper(int worker) {
      this.worker = worker;
      this.thread = Thread.ofPlatform().daemon().name("octet-" + worker).unstarted(this);
    }

    @Override
    public void run() {
      int seen = 0;
      while (awaitRound(seen)) {
        seen = round;
        try {
          help(work);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          unfinished.decrementAndGet();
        }
      }
    }

    @SuppressWarnings("unchecked")
    private void help(@Nullable SharedWork<?> shared) {
      ((SharedWork<@Nullable Object>) Objects.requireNonNull(shared)).run(context, worker, size);
    }

    /** Waits for a round after {@code seen}; false when the team is closed. */
    private boolean awaitRound(int seen) {
      for (int spins = 0; round == seen; spins++) {
        if (closed) {
          return false;
        }
        if (spins < SPINS) {
          Thread.onSpinWait();
          continue;
        }
        parked = true;
        if (round == seen && !closed) {
          LockSupport.park(ThreadTeam.this);
        }
        parked = false;
        // Parking returns at once while the thread is interrupted.
        Thread.interrupted();
      }
      return true;
    }
  }
}
