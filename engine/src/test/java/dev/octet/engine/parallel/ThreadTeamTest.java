package dev.octet.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {
  private static final SharedWork<AtomicIntegerArray> COUNT =
      (counts, worker, _) -> counts.incrementAndGet(worker);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void every_worker_does_its_part_once_a_call(int size) {
    var counts = new AtomicIntegerArray(size);
    try (ThreadTeam team = new ThreadTeam(size)) {
      for (int i = 0; i < 2000; i++) {
        team.run(COUNT, counts);
      }
    }
    for (int worker = 0; worker < size; worker++) {
      assertThat(counts.get(worker)).isEqualTo(2000);
    }
  }

  @Test
  void helpers_that_have_parked_are_woken() throws InterruptedException {
    var counts = new AtomicIntegerArray(2);
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int i = 0; i < 5; i++) {
        Thread.sleep(50);
        team.run(COUNT, counts);
      }
    }
    assertThat(counts.get(1)).isEqualTo(5);
  }

  @Test
  void what_the_parts_wrote_is_seen_by_the_caller() {
    int[] values = new int[4];
    try (ThreadTeam team = new ThreadTeam(4)) {
      for (int i = 1; i < 1000; i++) {
        int expected = i;
        team.run((int[] array, int worker, int _) -> array[worker] = expected, values);
        assertThat(values).containsOnly(expected);
      }
    }
  }

  @Test
  void a_failure_in_a_helper_reaches_the_caller_and_the_team_goes_on() {
    var counts = new AtomicIntegerArray(2);
    try (ThreadTeam team = new ThreadTeam(2)) {
      SharedWork<Object> failing =
          (_, worker, _) -> {
            if (worker == 1) {
              throw new IllegalArgumentException("part 1");
            }
          };
      assertThatThrownBy(() -> team.run(failing, "")).hasMessage("part 1");
      team.run(COUNT, counts);
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void a_caller_that_finds_the_team_busy_does_all_parts_itself() throws InterruptedException {
    var counts = new AtomicIntegerArray(2);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ThreadTeam team = new ThreadTeam(2)) {
      SharedWork<Object> waiting =
          (_, worker, _) -> {
            if (worker == 0) {
              started.countDown();
              awaitUninterrupted(release);
            }
          };
      Thread other = Thread.ofVirtual().start(() -> team.run(waiting, ""));
      started.await();
      team.run(COUNT, counts);
      release.countDown();
      other.join();
    }
    assertThat(counts.get(0) + counts.get(1)).isEqualTo(2);
  }

  @Test
  void an_interrupted_caller_finishes_and_stays_interrupted() {
    var counts = new AtomicIntegerArray(2);
    try (ThreadTeam team = new ThreadTeam(2)) {
      Thread.currentThread().interrupt();
      team.run(COUNT, counts);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void an_interrupted_helper_goes_on() throws InterruptedException {
    var counts = new AtomicIntegerArray(2);
    try (ThreadTeam team = new ThreadTeam(2)) {
      SharedWork<Object> interrupting = (_, _, _) -> Thread.currentThread().interrupt();
      team.run(interrupting, "");
      Thread.interrupted();
      Thread.sleep(50);
      team.run(COUNT, counts);
    }
    assertThat(counts.get(1)).isEqualTo(1);
  }

  @Test
  void a_call_allocates_nothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AtomicInteger sum = new AtomicInteger();
    SharedWork<AtomicInteger> add = (total, worker, _) -> total.addAndGet(worker);
    try (ThreadTeam team = new ThreadTeam(2)) {
      long bytes = Long.MAX_VALUE;
      for (int i = 0; i < 50 && bytes > 0; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int j = 0; j < 200; j++) {
          team.run(add, sum);
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(bytes).isZero();
    }
  }

  @Test
  void a_team_of_none_is_refused() {
    assertThatThrownBy(() -> new ThreadTeam(0)).hasMessage("threads 0: must be 1 or more");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
