package dev.octet.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls a team: several threads, virtual ones, interrupted ones, the team itself. */
@Timeout(60)
class ThreadTeamCallersTest {
  private static final SharedWork<AtomicIntegerArray> COUNT =
      (counts, worker, _) -> counts.incrementAndGet(worker);

  /** The helpers take far longer than a caller spins. */
  private static final SharedWork<AtomicIntegerArray> SLOW_HELPERS =
      (counts, worker, _) -> {
        if (worker > 0) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        counts.incrementAndGet(worker);
      };

  private final AtomicIntegerArray counts = new AtomicIntegerArray(2);

  @Test
  void a_caller_that_finds_the_team_busy_does_all_parts_itself() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    SharedWork<Object> waiting =
        (_, worker, _) -> {
          if (worker == 0) {
            started.countDown();
            await(release);
          }
        };
    Thread[] threads = new Thread[2];
    SharedWork<Thread[]> noteThread = (noted, worker, _) -> noted[worker] = Thread.currentThread();
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread other = Thread.ofPlatform().start(() -> team.run(waiting, ""));
      started.await();
      team.run(noteThread, threads);
      release.countDown();
      other.join();
    }
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void callers_that_share_a_team_each_get_all_their_parts_done(int size)
      throws InterruptedException {
    List<AtomicIntegerArray> all = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    try (ThreadTeam team = new ThreadTeam(size)) {
      for (int caller = 0; caller < 4; caller++) {
        AtomicIntegerArray own = new AtomicIntegerArray(size);
        all.add(own);
        callers.add(Thread.ofPlatform().start(() -> callOften(team, own, 3000)));
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(all)
        .allSatisfy(
            own -> {
              for (int worker = 0; worker < size; worker++) {
                assertThat(own.get(worker)).isEqualTo(3000);
              }
            });
  }

  @Test
  void a_virtual_thread_can_call() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread.ofVirtual().start(() -> callOften(team, counts, 1000)).join();
    }
    assertThat(counts.get(1)).isEqualTo(1000);
  }

  @Test
  void many_virtual_threads_can_call_at_once() throws InterruptedException {
    List<Thread> callers = new ArrayList<>();
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int i = 0; i < 500; i++) {
        callers.add(Thread.ofVirtual().start(() -> callOften(team, counts, 20)));
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(counts.get(0)).isEqualTo(10_000);
    assertThat(counts.get(1)).isEqualTo(10_000);
  }

  @Test
  void a_virtual_thread_that_waits_for_slow_helpers_gets_all_parts_done()
      throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread.ofVirtual().start(() -> team.run(SLOW_HELPERS, counts)).join();
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void a_virtual_thread_that_cannot_leave_its_carrier_gets_all_parts_done()
      throws InterruptedException {
    Thread.ofVirtual().start(() -> CallInInitializer.COUNTS.length()).join();
    assertThat(CallInInitializer.COUNTS.get(1)).isEqualTo(1);
  }

  /** A static initializer pins the virtual thread that runs it. */
  private static final class CallInInitializer {
    static final AtomicIntegerArray COUNTS = new AtomicIntegerArray(2);

    static {
      try (ThreadTeam team = new ThreadTeam(2)) {
        team.run(SLOW_HELPERS, COUNTS);
      }
    }
  }

  @Test
  void an_interrupted_caller_finishes_and_stays_interrupted() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread.currentThread().interrupt();
      team.run(COUNT, counts);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void a_caller_that_is_interrupted_while_it_waits_finishes_and_stays_interrupted() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread.currentThread().interrupt();
      team.run(SLOW_HELPERS, counts);
      assertThat(counts.get(1)).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_part_that_calls_its_own_team_does_all_the_inner_parts_itself() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      SharedWork<AtomicIntegerArray> outer = (inner, _, _) -> team.run(COUNT, inner);
      for (int i = 0; i < 100; i++) {
        team.run(outer, counts);
      }
    }
    assertThat(counts.get(0)).isEqualTo(200);
    assertThat(counts.get(1)).isEqualTo(200);
  }

  private static void callOften(ThreadTeam team, AtomicIntegerArray counts, int calls) {
    for (int i = 0; i < calls; i++) {
      team.run(COUNT, counts);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
