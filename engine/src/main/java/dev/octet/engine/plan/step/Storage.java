package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of elements: a region of the arena, whose place the memory plan decides, or a constant
 * array. Values that are views of each other share one.
 */
public final class Storage {
  private final DType dtype;
  private final int elements;
  private final @Nullable Object constant;
  private @Nullable Storage overwritten;
  private int offset;
  private int firstStep = Integer.MAX_VALUE;
  private int lastStep = -1;

  private Storage(DType dtype, int elements, @Nullable Object constant) {
    this.dtype = dtype;
    this.elements = elements;
    this.constant = constant;
  }

  public static Storage inArena(DType dtype, int elements) {
    return new Storage(dtype, elements, null);
  }

  /**
   * @param array a primitive array of the type that the arena uses for {@code dtype}
   */
  public static Storage constant(DType dtype, int elements, Object array) {
    return new Storage(dtype, elements, array);
  }

  public DType dtype() {
    return dtype;
  }

  public int elements() {
    return elements;
  }

  public boolean isConstant() {
    return constant != null;
  }

  /** The primitive array that holds the elements. */
  public Object array(Arena arena) {
    return constant != null ? constant : arena.array(dtype);
  }

  /**
   * Asks for the place of {@code earlier}, of the same type and length, whose elements the step
   * that writes this reads each before it writes the one at the same index.
   */
  public void overwrite(Storage earlier) {
    overwritten = earlier;
  }

  /** Whose place this takes over: that of a storage that no later step uses. */
  public Optional<Storage> overwritten() {
    return Optional.ofNullable(overwritten)
        .filter(
            earlier ->
                !earlier.isConstant()
                    && earlier.dtype == dtype
                    && earlier.elements == elements
                    && earlier.lastStep == firstStep);
  }

  /** The index of the first element in {@link #array}. */
  public int offset() {
    return offset;
  }

  public void place(int offset) {
    this.offset = offset;
  }

  /** Records that step {@code index} reads or writes this. */
  public void touch(int index) {
    firstStep = Math.min(firstStep, index);
    lastStep = Math.max(lastStep, index);
  }

  public int firstStep() {
    return firstStep;
  }

  public int lastStep() {
    return lastStep;
  }
}
