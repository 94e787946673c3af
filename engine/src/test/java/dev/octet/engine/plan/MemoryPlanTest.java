package dev.octet.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.plan.step.Storage;
import dev.octet.engine.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  @Test
  void storages_that_live_at_the_same_time_do_not_overlap() {
    Storage first = floats(100, 0, 2);
    Storage second = floats(50, 1, 3);
    Storage third = floats(100, 3, 4);

    int size = MemoryPlan.place(List.of(first, second, third)).floats();

    assertThat(first.offset()).isEqualTo(third.offset());
    assertThat(second.offset()).isGreaterThanOrEqualTo(100);
    assertThat(size).isEqualTo(second.offset() + 50);
  }

  @Test
  void a_storage_overwrites_one_that_it_is_the_last_to_use() {
    Storage residual = floats(64, 0, 3);
    Storage sum = floats(64, 3, 6);
    Storage next = floats(64, 6, 7);
    sum.overwrite(residual);
    next.overwrite(sum);
    Storage between = floats(64, 4, 5);

    int size = MemoryPlan.place(List.of(residual, between, sum, next)).floats();

    assertThat(List.of(sum.offset(), next.offset())).containsOnly(residual.offset());
    assertThat(between.offset()).isNotEqualTo(sum.offset());
    assertThat(size).isEqualTo(CacheLine.FIRST_FLOAT + 128);
  }

  @Test
  void a_storage_does_not_overwrite_one_that_is_used_later() {
    Storage residual = floats(64, 0, 4);
    Storage sum = floats(64, 3, 6);
    sum.overwrite(residual);

    MemoryPlan.place(List.of(residual, sum));

    assertThat(sum.offset()).isNotEqualTo(residual.offset());
  }

  @Test
  void a_storage_does_not_overwrite_one_of_another_size_or_type() {
    Storage small = floats(32, 0, 3);
    Storage large = floats(64, 3, 6);
    large.overwrite(small);
    Storage integers = Storage.inArena(DType.INT32, 64);
    integers.touch(0);
    integers.touch(3);
    Storage converted = floats(64, 3, 6);
    converted.overwrite(integers);

    assertThat(large.overwritten()).isEmpty();
    assertThat(converted.overwritten()).isEmpty();
    assertThat(MemoryPlan.place(List.of(small, large, integers, converted)).floats())
        .isEqualTo(CacheLine.FIRST_FLOAT + 160);
  }

  @Test
  void storages_begin_where_a_cache_line_does() {
    List<Storage> floats = List.of(floats(100, 0, 1), floats(7, 0, 1), floats(33, 0, 1));

    MemoryPlan.place(floats);

    assertThat(floats).allSatisfy(storage -> assertThat((16 + 4 * storage.offset()) % 64).isZero());
  }

  @Test
  void storages_of_whole_pages_begin_at_different_places_of_a_page() {
    int page = 1024;
    Storage image = floats(3 * page, 0, 1);
    Storage result = floats(2 * page, 1, 2);

    MemoryPlan.place(List.of(image, result));

    assertThat((result.offset() - image.offset()) % page).isEqualTo(48);
  }

  private static Storage floats(int elements, int firstStep, int lastStep) {
    Storage storage = Storage.inArena(DType.FLOAT32, elements);
    storage.touch(firstStep);
    storage.touch(lastStep);
    return storage;
  }
}
