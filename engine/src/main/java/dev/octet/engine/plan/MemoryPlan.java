package dev.octet.engine.plan;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.plan.step.ArenaSize;
import dev.octet.engine.plan.step.Storage;
import dev.octet.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * Places storages in the arena so that those that live at the same time do not overlap: the largest
 * first, each at the lowest offset where it fits.
 */
final class MemoryPlan {
  /** Offsets are multiples of this many elements, at least a cache line for floats. */
  private static final int ALIGNMENT = 16;

  private MemoryPlan() {}

  /**
   * @param storages each with the steps of its first and last use
   */
  static ArenaSize place(Collection<Storage> storages) {
    return new ArenaSize(
        place(storages, EnumSet.of(DType.FLOAT32)),
        place(storages, EnumSet.of(DType.FLOAT64)),
        place(storages, EnumSet.of(DType.INT8, DType.UINT8, DType.BOOL)),
        place(storages, EnumSet.of(DType.INT16)),
        place(storages, EnumSet.of(DType.INT32)),
        place(storages, EnumSet.of(DType.INT64)));
  }

  /** Places the storages that share one array, and gives the length of the array. */
  private static int place(Collection<Storage> storages, EnumSet<DType> types) {
    List<Storage> pending =
        storages.stream()
            .filter(storage -> types.contains(storage.dtype()))
            .sorted(Comparator.comparingInt(Storage::elements).reversed())
            .toList();
    List<Storage> placed = new ArrayList<>();
    long size = 0;
    for (Storage storage : pending) {
      long offset = lowestFreeOffset(storage, placed);
      long end = offset + storage.elements();
      if (end > Integer.MAX_VALUE - 64) {
        throw new GraphException(
            "the intermediate values of a run take %d elements at once, more than an array holds"
                .formatted(end));
      }
      storage.place((int) offset);
      placed.add(placeAfter(storage.offset(), placed), storage);
      size = Math.max(size, end);
    }
    return (int) size;
  }

  /** The index after the last storage at {@code offset} or below it. */
  private static int placeAfter(int offset, List<Storage> placedByOffset) {
    int from = 0;
    int to = placedByOffset.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (placedByOffset.get(middle).offset() <= offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static long lowestFreeOffset(Storage storage, List<Storage> placedByOffset) {
    long offset = 0;
    for (Storage other : placedByOffset) {
      boolean together =
          other.firstStep() <= storage.lastStep() && storage.firstStep() <= other.lastStep();
      if (!together) {
        continue;
      }
      if (offset + storage.elements() <= other.offset()) {
        break;
      }
      long end = (long) other.offset() + other.elements();
      offset = Math.max(offset, (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }
    return offset;
  }
}
