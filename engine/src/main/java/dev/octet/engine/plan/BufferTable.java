package dev.octet.engine.plan;

import dev.octet.engine.graph.Value;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.step.ArenaSize;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.plan.step.Storage;
import dev.octet.engine.plan.step.StridedCopy;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which buffers hold each value, in which layouts, and from which node to which they are in use. A
 * layout that is asked for and not there is made by a copy, once.
 */
final class BufferTable {
  private final Map<Value, EnumMap<Layout, Buffer>> buffers = new HashMap<>();
  private final Set<Storage> storages = new LinkedHashSet<>();
  private final Set<Value> shared;
  private final OnceCache once;
  private final List<Step> steps;
  private int node;

  /**
   * @param shared constants that are the same for all input shapes
   */
  BufferTable(Set<Value> shared, OnceCache once, List<Step> steps) {
    this.shared = shared;
    this.once = once;
    this.steps = steps;
  }

  /** Whether {@code value} is a constant that is the same for all input shapes. */
  boolean isShared(Value value) {
    return shared.contains(value);
  }

  /** From now on, uses count for the next node. */
  void nextNode() {
    node++;
  }

  /** Memory for an input of the graph. */
  Buffer input(Value value, DType dtype, Shape shape) {
    return write(value, dtype, shape, Layout.ROW_MAJOR);
  }

  /** New memory for a value. */
  Buffer write(Value value, DType dtype, Shape shape, Layout layout) {
    Buffer buffer = scratch(dtype, shape, layout);
    put(value, buffer);
    return buffer;
  }

  /** New memory that no value names. */
  Buffer scratch(DType dtype, Shape shape, Layout layout) {
    Storage storage = Storage.inArena(dtype, shape.elements());
    use(storage);
    return new Buffer(storage, shape, layout);
  }

  /** Makes {@code value} another name of memory that is there. */
  void alias(Value value, Buffer buffer) {
    use(buffer.storage());
    put(value, buffer);
  }

  /** The layout that a value lies in already; channels-last where it lies in both. */
  Layout layoutOf(Value value) {
    EnumMap<Layout, Buffer> present = buffers.get(value);
    return present != null && present.containsKey(Layout.CHANNELS_LAST)
        ? Layout.CHANNELS_LAST
        : Layout.ROW_MAJOR;
  }

  /** The value in {@code layout}. */
  Buffer read(Value value, Fact fact, Layout layout) {
    EnumMap<Layout, Buffer> present = buffers.get(value);
    if (present == null) {
      put(value, constant(value, fact));
      present = buffers.get(value);
    }
    Buffer buffer = present.get(layout);
    if (buffer == null) {
      buffer = convert(present.values().iterator().next(), layout);
      put(value, buffer);
    }
    use(buffer.storage());
    return buffer;
  }

  private Buffer convert(Buffer from, Layout layout) {
    Shape shape = from.shape();
    if (Layout.coincide(shape)) {
      return new Buffer(from.storage(), shape, layout);
    }
    use(from.storage());
    Buffer to = scratch(from.dtype(), shape, layout);
    steps.add(StridedCopy.of(from, 0, from.strides(), to, 0, to.strides(), shape.toArray()));
    return to;
  }

  private Buffer constant(Value value, Fact fact) {
    Tensor tensor =
        fact.constant()
            .orElseThrow(() -> new IllegalStateException("value '" + value + "' has no memory"));
    Object array =
        shared.contains(value) ? once.constant(value, tensor) : TensorArrays.toArray(tensor);
    Storage storage = Storage.constant(tensor.dtype(), tensor.elements(), array);
    return new Buffer(storage, tensor.shape(), Layout.ROW_MAJOR);
  }

  private void put(Value value, Buffer buffer) {
    buffers.computeIfAbsent(value, _ -> new EnumMap<>(Layout.class)).put(buffer.layout(), buffer);
  }

  private void use(Storage storage) {
    if (!storage.isConstant()) {
      storages.add(storage);
      storage.touch(node);
    }
  }

  /** Gives every storage its place. */
  ArenaSize place() {
    return MemoryPlan.place(new ArrayList<>(storages));
  }
}
