package dev.octet.engine.plan.lowering;

import dev.octet.engine.graph.Node;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The place where one node is lowered: what is known of its inputs and outputs, the buffers it
 * reads and writes, and the plan that takes its steps.
 */
public interface Site {
  Node node();

  Kernels kernels();

  int inputCount();

  Fact input(int index);

  /** Type and shape of an output, as shape inference found them. */
  Fact output(int index);

  /**
   * The constant elements of an input.
   *
   * @throws dev.octet.engine.graph.GraphException if the input is not constant
   */
  Tensor constantInput(int index);

  /** The order in which an input lies in memory already. */
  Layout layoutOf(int index);

  /** An input in the order {@code layout}; a step that reorders it is added where needed. */
  Buffer read(int index, Layout layout);

  /** New memory for an output. */
  Buffer write(int index, Layout layout);

  /**
   * Memory for an output: that of {@code over} where it has the same type and size and nothing uses
   * it later, else new. The steps that write it may read {@code over} only at the place that they
   * are about to write.
   */
  Buffer writeOver(int index, Layout layout, Buffer over);

  /** New memory that lives only while this node runs. */
  Buffer scratch(DType dtype, Shape shape);

  /** Makes an output another view of the memory of {@code buffer}; no step is needed. */
  void alias(int index, Buffer buffer);

  void add(Step step);

  /**
   * Something that is made once a model whatever the input shapes, such as packed weights.
   *
   * @param purpose tells apart several of one node
   * @param absorbed the constant inputs that it is made of, if nothing else in this node looks at
   *     their elements; a constant that all its readers have absorbed is dropped
   */
  <T> T once(String purpose, Class<T> type, Supplier<T> make, int... absorbed);

  /** Whether the shapes of an input differ in their first dimension at most, in all plans. */
  boolean isImageFixed(int index);

  /** Says in the report which loop runs the node. */
  void kernel(String kernel);

  /** Says in the report that the node computes on int8. */
  void int8();

  /** Says in the report how many products are summed and how many bytes weights and biases take. */
  void work(long multiplyAdds, long weightBytes);
}
