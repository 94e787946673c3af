package dev.octet.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What helpers outlive and what ends them. */
@Timeout(60)
class ThreadTeamLifeTest {
  private static final SharedWork<AtomicIntegerArray> COUNT =
      (counts, worker, _) -> counts.incrementAndGet(worker);

  private final AtomicIntegerArray counts = new AtomicIntegerArray(2);

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalArgumentException("part"),
        new StackOverflowError("part"),
        new IOException("part"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_in_a_helper_reaches_the_caller_and_the_helper_goes_on(Throwable failure) {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread helper = helper(team);
      assertThatThrownBy(() -> team.run(failing(1, failure), ""))
          .satisfiesAnyOf(
              e -> assertThat(e).isSameAs(failure), e -> assertThat(e).hasCause(failure));
      team.run(COUNT, counts);
      assertThat(helper(team)).isSameAs(helper);
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void a_failure_in_the_callers_part_waits_for_the_helpers() {
    SharedWork<AtomicIntegerArray> work =
        (done, worker, _) -> {
          if (worker == 0) {
            throw new IllegalStateException("part 0");
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
          done.incrementAndGet(worker);
        };
    try (ThreadTeam team = new ThreadTeam(2)) {
      assertThatThrownBy(() -> team.run(work, counts)).hasMessage("part 0");
      assertThat(counts.get(1)).isEqualTo(1);
    }
  }

  @Test
  void a_failure_is_not_reported_again_by_the_next_call() {
    SharedWork<Object> allFail =
        (_, worker, _) -> {
          throw new IllegalStateException("part " + worker);
        };
    try (ThreadTeam team = new ThreadTeam(2)) {
      assertThatThrownBy(() -> team.run(allFail, "")).hasMessage("part 0");
      team.run(COUNT, counts);
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void an_interrupted_helper_goes_on() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread helper = helper(team);
      helper.interrupt();
      awaitParked(helper);
      helper.interrupt();
      awaitParked(helper);
      team.run(COUNT, counts);
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void helpers_park_soon_after_the_last_call_and_wake_at_the_next() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread helper = helper(team);
      for (int i = 1; i <= 20; i++) {
        awaitParked(helper);
        team.run(COUNT, counts);
        assertThat(counts.get(1)).isEqualTo(i);
      }
    }
  }

  @Test
  void helpers_are_daemons_and_inherit_nothing_from_the_thread_that_made_them() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the caller");
    String[] seen = new String[2];
    try (ThreadTeam team = new ThreadTeam(2)) {
      team.run((String[] values, int worker, int _) -> values[worker] = local.get(), seen);
      assertThat(seen).containsExactly("of the caller", null);
      assertThat(helper(team).isDaemon()).isTrue();
    }
  }

  @Test
  void closing_an_idle_team_ends_its_helpers() throws InterruptedException {
    ThreadTeam team = new ThreadTeam(2);
    Thread helper = helper(team);
    awaitParked(helper);
    team.close();
    helper.join();
    assertThat(helper.isAlive()).isFalse();
  }

  @Test
  void closing_a_working_team_ends_its_helpers_when_the_work_is_done() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    SharedWork<AtomicIntegerArray> work =
        (done, worker, _) -> {
          started.countDown();
          await(release);
          done.incrementAndGet(worker);
        };
    ThreadTeam team = new ThreadTeam(2);
    Thread helper = helper(team);
    Thread caller = Thread.ofPlatform().start(() -> team.run(work, counts));
    started.await();
    team.close();
    release.countDown();
    caller.join();
    helper.join();
    assertThat(counts.get(0) + counts.get(1)).isEqualTo(2);
  }

  @Test
  void a_closed_team_works_by_its_caller_alone() throws InterruptedException {
    ThreadTeam team = new ThreadTeam(2);
    Thread helper = helper(team);
    team.close();
    team.close();
    helper.join();
    team.run(COUNT, counts);
    assertThat(counts.get(0) + counts.get(1)).isEqualTo(2);
  }

  @Test
  void a_team_that_is_closed_at_any_moment_loses_no_part() throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      AtomicIntegerArray own = new AtomicIntegerArray(2);
      ThreadTeam team = new ThreadTeam(2);
      Thread closer = Thread.ofPlatform().start(team::close);
      for (int call = 0; call < 20; call++) {
        team.run(COUNT, own);
      }
      closer.join();
      assertThat(own.get(0) + own.get(1)).isEqualTo(40);
    }
  }

  /** The thread that does part 1. */
  private static Thread helper(ThreadTeam team) {
    Thread[] threads = new Thread[2];
    SharedWork<Thread[]> note = (noted, worker, _) -> noted[worker] = Thread.currentThread();
    team.run(note, threads);
    assertThat(threads[1]).isNotSameAs(Thread.currentThread());
    return threads[1];
  }

  private static SharedWork<Object> failing(int part, Throwable failure) {
    return (_, worker, _) -> {
      if (worker == part) {
        throwUnchecked(failure);
      }
    };
  }

  /** Throws what the signature does not name, as other languages of the virtual machine can. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  private static void awaitParked(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
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
