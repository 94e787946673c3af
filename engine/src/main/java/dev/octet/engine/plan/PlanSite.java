package dev.octet.engine.plan;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.lowering.Site;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** The site of one node in a planner. */
final class PlanSite implements Site {
  private final Node node;
  private final List<Fact> inputs;
  private final List<Fact> outputs;
  private final Kernels kernels;
  private final OnceCache once;
  private final BufferTable buffers;
  private final List<Step> steps;
  private String kernel;
  private boolean int8;
  private long multiplyAdds;
  private long weightBytes;

  PlanSite(
      Node node,
      List<Fact> inputs,
      List<Fact> outputs,
      Kernels kernels,
      OnceCache once,
      BufferTable buffers,
      List<Step> steps) {
    this.node = node;
    this.inputs = inputs;
    this.outputs = outputs;
    this.kernels = kernels;
    this.once = once;
    this.buffers = buffers;
    this.steps = steps;
    this.kernel = node.op().name();
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public int inputCount() {
    return inputs.size();
  }

  @Override
  public Fact input(int index) {
    return inputs.get(index);
  }

  @Override
  public Fact output(int index) {
    return outputs.get(index);
  }

  @Override
  public Tensor constantInput(int index) {
    return input(index)
        .constant()
        .orElseThrow(
            () ->
                new GraphException(
                    "node '%s' (%s): input %d ('%s') must be a constant"
                        .formatted(node.name(), node.type(), index, node.input(index))));
  }

  @Override
  public Layout layoutOf(int index) {
    return buffers.layoutOf(node.input(index));
  }

  @Override
  public Buffer read(int index, Layout layout) {
    return buffers.read(node.input(index), input(index), layout);
  }

  @Override
  public Buffer write(int index, Layout layout) {
    Fact fact = output(index);
    return buffers.write(node.outputs().get(index), fact.dtype(), fact.shape(), layout);
  }

  @Override
  public Buffer writeOver(int index, Layout layout, Buffer over) {
    Buffer buffer = write(index, layout);
    buffer.storage().overwrite(over.storage());
    return buffer;
  }

  @Override
  public Buffer scratch(DType dtype, Shape shape) {
    return buffers.scratch(dtype, shape, Layout.ROW_MAJOR);
  }

  @Override
  public void alias(int index, Buffer buffer) {
    buffers.alias(node.outputs().get(index), buffer);
  }

  @Override
  public void add(Step step) {
    steps.add(step);
  }

  @Override
  public <T> T once(String purpose, Class<T> type, Supplier<T> make, int... absorbed) {
    for (int index : absorbed) {
      if (input(index).constant().isPresent() && !buffers.isShared(node.input(index))) {
        // A constant that was computed from the input shapes.
        return make.get();
      }
    }
    T made = once.get("node " + node.output() + ": " + purpose, type, make);
    once.absorb(node, absorbed);
    return made;
  }

  @Override
  public boolean isImageFixed(int index) {
    return once.isImageFixed(node.input(index));
  }

  @Override
  public void kernel(String kernel) {
    this.kernel = kernel;
  }

  @Override
  public void int8() {
    int8 = true;
  }

  @Override
  public void work(long multiplyAdds, long weightBytes) {
    this.multiplyAdds = multiplyAdds;
    this.weightBytes = weightBytes;
  }

  /** The row of the node, once it is lowered. */
  OperatorReport report() {
    return new OperatorReport(
        node.name(),
        node.type(),
        kernel,
        int8 || node.op() instanceof Quantized || node.op() instanceof QuantizedBinary,
        "",
        inputs.stream().map(Fact::shape).toList(),
        outputs.getFirst().shape(),
        multiplyAdds,
        weightBytes);
  }
}
