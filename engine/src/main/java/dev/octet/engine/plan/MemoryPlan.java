package dev.octet.engine.plan;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.plan.step.ArenaSize;
import dev.octet.engine.plan.step.Storage;
import dev.octet.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places storages in the arena so that those that live at the same time do not overlap: the largest
 * first, each at the lowest offset where it fits and a cache line begins. A storage that overwrites
 * another is one with it.
 */
final class MemoryPlan {
  /**
   * What lies between storages that are larger than a page. Images whose channels are a power of
   * two are whole pages long. Without a gap an image and the one that is made of it would begin at
   * the same place of a page, and processors that compare only that part of an address take each
   * load of the one for what was just stored in the other.
   */
  private static final int GAP_BYTES = 192;

  private static final int PAGE_BYTES = 4096;

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

  /** A place in the array, and the steps between which it is in use. */
  private static final class Region {
    final int elements;
    final int firstStep;
    int lastStep;
    int offset;

    Region(Storage storage) {
      this.elements = storage.elements();
      this.firstStep = storage.firstStep();
      this.lastStep = storage.lastStep();
    }
  }

  /** Places the storages that share one array, and gives the length of the array. */
  private static int place(Collection<Storage> storages, EnumSet<DType> types) {
    Map<Storage, Region> regions = regions(storages, types);
    List<Region> pending =
        regions.values().stream()
            .distinct()
            .sorted(Comparator.comparingInt((Region region) -> region.elements).reversed())
            .toList();
    List<Region> placed = new ArrayList<>();
    int bytes = types.iterator().next().bytes();
    long size = 0;
    for (Region region : pending) {
      long offset = lowestFreeOffset(region, placed, bytes);
      long end = offset + region.elements;
      if (end > Integer.MAX_VALUE - 64) {
        throw new GraphException(
            "the intermediate values of a run take %d elements at once, more than an array holds"
                .formatted(end));
      }
      region.offset = (int) offset;
      placed.add(placeAfter(region.offset, placed), region);
      size = Math.max(size, end);
    }
    regions.forEach((storage, region) -> storage.place(region.offset));
    return (int) size;
  }

  private static Map<Storage, Region> regions(Collection<Storage> storages, EnumSet<DType> types) {
    Map<Storage, Region> regions = new LinkedHashMap<>();
    storages.stream()
        .filter(storage -> types.contains(storage.dtype()))
        .sorted(Comparator.comparingInt(Storage::firstStep))
        .forEach(
            storage -> {
              Optional<Region> earlier = storage.overwritten().map(regions::get);
              Region region = earlier.orElseGet(() -> new Region(storage));
              region.lastStep = Math.max(region.lastStep, storage.lastStep());
              regions.put(storage, region);
            });
    return regions;
  }

  /** The index after the last storage at {@code offset} or below it. */
  private static int placeAfter(int offset, List<Region> placedByOffset) {
    int from = 0;
    int to = placedByOffset.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (placedByOffset.get(middle).offset <= offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static long lowestFreeOffset(Region region, List<Region> placedByOffset, int bytes) {
    long offset = CacheLine.first(bytes);
    for (Region other : placedByOffset) {
      boolean together = other.firstStep <= region.lastStep && region.firstStep <= other.lastStep;
      if (!together) {
        continue;
      }
      if (offset + region.elements <= other.offset) {
        break;
      }
      long end = (long) other.offset + other.elements;
      end += (long) other.elements * bytes >= PAGE_BYTES ? GAP_BYTES / bytes : 0;
      offset = Math.max(offset, CacheLine.next(end, bytes));
    }
    return offset;
  }
}
