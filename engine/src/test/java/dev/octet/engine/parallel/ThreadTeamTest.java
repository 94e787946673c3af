package dev.octet.engine.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
  private static final SharedWork<Thread[]> NOTE_THREAD =
      (threads, worker, _) -> threads[worker] = Thread.currentThread();

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
  void the_same_thread_always_does_the_same_part() {
    Thread[] threads = new Thread[3];
    try (ThreadTeam team = new ThreadTeam(3)) {
      team.run(NOTE_THREAD, threads);
      Thread[] first = threads.clone();
      for (int i = 0; i < 200; i++) {
        team.run(NOTE_THREAD, threads);
        assertThat(threads).containsExactly(first);
      }
      assertThat(first).doesNotHaveDuplicates().startsWith(Thread.currentThread());
    }
  }

  @Test
  void a_team_of_one_is_the_caller_alone() {
    Thread[] threads = new Thread[1];
    try (ThreadTeam team = new ThreadTeam(1)) {
      team.run(NOTE_THREAD, threads);
    }
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void all_that_ask_for_the_shared_team_of_a_size_get_one() {
    assertThat(ThreadTeam.shared(2)).isSameAs(ThreadTeam.shared(2));
    assertThat(ThreadTeam.shared(2).size()).isEqualTo(2);
    assertThat(ThreadTeam.shared(3)).isNotSameAs(ThreadTeam.shared(2));
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
}
