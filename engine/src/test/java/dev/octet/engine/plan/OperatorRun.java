package dev.octet.engine.plan;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Window;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans and runs one node on the kernels of this virtual machine, without any rewriting before it.
 */
final class OperatorRun {
  private final Op op;
  private final GraphBuilder builder = new GraphBuilder();
  private final List<Tensor> given = new ArrayList<>();
  private final List<Value> operands = new ArrayList<>();
  private final Layout images;
  private int outputs = 1;

  private OperatorRun(Op op, Layout images) {
    this.op = op;
    this.images = images;
  }

  static OperatorRun of(Op op) {
    return new OperatorRun(op, Layout.ROW_MAJOR);
  }

  /**
   * @param images the order in which images of float32 and int8 that are not constant lie when they
   *     reach the node
   */
  static OperatorRun of(Op op, Layout images) {
    return new OperatorRun(op, images);
  }

  /** Adds an input that the plan does not know. */
  OperatorRun input(Tensor tensor) {
    Value value = builder.input("x" + given.size(), tensor.dtype(), tensor.shape());
    given.add(tensor);
    boolean pooled = tensor.dtype() == DType.FLOAT32 || tensor.dtype() == DType.INT8;
    if (images == Layout.CHANNELS_LAST && tensor.shape().rank() == 4 && pooled) {
      var onePixel = new Pool2d(PoolKind.MAX, 1, 1, new Window(1, 1, Padding.NONE), false, false);
      value = builder.add("image" + given.size(), onePixel, value);
    }
    operands.add(value);
    return this;
  }

  OperatorRun constant(Tensor tensor) {
    operands.add(builder.constant("c" + operands.size(), tensor));
    return this;
  }

  OperatorRun outputs(int count) {
    outputs = count;
    return this;
  }

  Tensor run() {
    return runAll().getFirst();
  }

  List<Tensor> runAll() {
    List<String> names = IntStream.range(0, outputs).mapToObj(i -> "y" + i).toList();
    Node node = builder.add("the-node", "the_type", op, operands, names);
    Graph graph = builder.build(node.outputs());
    var shapes = given.stream().map(Tensor::shape).toList();
    Plan plan = Planner.plan(graph, shapes, KernelProvider.kernels(), new OnceCache(Set.of()));
    Arena arena = new Arena();
    plan.reserve(arena);
    for (int i = 0; i < given.size(); i++) {
      Buffer buffer = plan.inputs().get(i);
      TensorArrays.copyIn(given.get(i), buffer.array(arena), buffer.offset());
    }
    plan.run(arena);
    return plan.outputs().stream().map(buffer -> copy(buffer, arena)).toList();
  }

  private static Tensor copy(Buffer buffer, Arena arena) {
    Tensor tensor = Tensor.zeros(buffer.dtype(), buffer.shape());
    Object elements = tensor.segment().heapBase().orElseThrow();
    System.arraycopy(buffer.array(arena), buffer.offset(), elements, 0, buffer.shape().elements());
    return tensor;
  }
}
