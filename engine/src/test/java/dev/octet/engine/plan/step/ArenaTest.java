package dev.octet.engine.plan.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.parallel.ThreadTeam;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ArenaTest {
  private final Queue<List<Integer>> parts = new ConcurrentLinkedQueue<>();
  private final SharedWork<Arena> work =
      (_, worker, workers) -> parts.add(List.of(worker, workers));

  @Test
  void large_work_is_shared_by_all_workers() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      new Arena(team).share(work, 1_000_000);
    }
    assertThat(parts).containsExactlyInAnyOrder(List.of(0, 3), List.of(1, 3), List.of(2, 3));
  }

  @Test
  void small_work_is_done_by_the_caller_in_one_part() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      new Arena(team).share(work, 999_999);
    }
    assertThat(parts).containsExactly(List.of(0, 1));
  }

  @Test
  void an_arena_without_a_team_does_all_work_in_one_part() {
    new Arena().share(work, Long.MAX_VALUE);
    assertThat(parts).containsExactly(List.of(0, 1));
  }
}
