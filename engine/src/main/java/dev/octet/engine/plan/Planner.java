package dev.octet.engine.plan;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import dev.octet.engine.plan.lowering.Lowering;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes the plan of a graph for one set of input shapes: infers facts node by node, computes at
 * once what is constant, lowers the rest, and places the memory.
 */
public final class Planner {
  private final Graph graph;
  private final Kernels kernels;
  private final OnceCache once;
  private final ConstantEvaluation constants;
  private final Map<Value, Fact> facts = new HashMap<>();
  private final BufferTable buffers;
  private final List<Step> steps = new ArrayList<>();
  private final List<OperatorReport> operators = new ArrayList<>();
  private final IntStream.Builder operatorEnds = IntStream.builder();

  private Planner(Graph graph, Kernels kernels, OnceCache once) {
    this.graph = graph;
    this.kernels = kernels;
    this.once = once;
    this.constants = new ConstantEvaluation(graph, kernels);
    this.buffers = new BufferTable(graph.constants().keySet(), once, steps);
  }

  /**
   * @param shapes a known shape for each input of the graph, in its order, but for those that
   *     {@link OnceCache#withoutAbsorbed} made of constants
   * @param once what plans of this graph share
   * @throws GraphException if the shapes do not fit the graph
   */
  public static Plan plan(Graph graph, List<Shape> shapes, Kernels kernels, OnceCache once) {
    return new Planner(graph, kernels, once).plan(shapes);
  }

  private Plan plan(List<Shape> shapes) {
    graph.constants().forEach((value, tensor) -> facts.put(value, Fact.of(tensor)));
    List<Buffer> inputs = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Input input = graph.inputs().get(i);
      facts.put(input.value(), Fact.of(input.dtype(), shapes.get(i)));
      inputs.add(input(input, shapes.get(i)));
    }
    for (Input absorbed : graph.inputs().subList(shapes.size(), graph.inputs().size())) {
      facts.put(absorbed.value(), Fact.absorbed(absorbed.dtype(), absorbed.shape()));
    }
    for (Node node : graph.nodes()) {
      buffers.nextNode();
      plan(node);
    }
    buffers.nextNode();
    List<Buffer> outputs = new ArrayList<>();
    for (Value output : graph.outputs()) {
      outputs.add(buffers.read(output, facts.get(output), Layout.ROW_MAJOR));
    }
    return new Plan(
        inputs, steps, outputs, buffers.place(), operators, operatorEnds.build().toArray());
  }

  private Buffer input(Input input, Shape shape) {
    try {
      return buffers.input(input.value(), input.dtype(), shape);
    } catch (ArithmeticException e) {
      throw new GraphException("input '%s': %s".formatted(input.name(), e.getMessage()), e);
    }
  }

  private void plan(Node node) {
    List<Fact> inputs = node.inputs().stream().map(facts::get).toList();
    List<Fact> outputs = ShapeInference.infer(node, inputs);
    requireRoom(node, outputs);
    if (outputs.stream().allMatch(fact -> fact.constant().isPresent())) {
      for (int i = 0; i < outputs.size(); i++) {
        facts.put(node.outputs().get(i), outputs.get(i));
      }
      return;
    }
    if (inputs.stream().allMatch(fact -> fact.constant().isPresent())) {
      Optional<List<Tensor>> tensors = constants.evaluate(node, inputs, outputs);
      if (tensors.isPresent()) {
        for (int i = 0; i < outputs.size(); i++) {
          facts.put(node.outputs().get(i), Fact.of(tensors.get().get(i)));
        }
        return;
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      facts.put(node.outputs().get(i), outputs.get(i));
    }
    PlanSite site = new PlanSite(node, inputs, outputs, kernels, once, buffers, steps);
    lower(site);
    operators.add(site.report());
    operatorEnds.add(steps.size());
  }

  /** Before a node is lowered, which takes memory for its positions and phases. */
  private static void requireRoom(Node node, List<Fact> outputs) {
    long heap = Runtime.getRuntime().maxMemory();
    for (Fact output : outputs) {
      long bytes = (long) output.shape().elements() * output.dtype().bytes();
      if (bytes > heap) {
        throw new GraphException(
            ("node '%s' (%s): the output %s takes %,d bytes, more than the heap of %,d;"
                    + " start java with a greater -Xmx")
                .formatted(node.name(), node.type(), output, bytes, heap));
      }
    }
  }

  /** Lowers a node; whatever it cannot take is an error that names it. */
  static void lower(PlanSite site) {
    try {
      Lowering.lower(site);
    } catch (ArithmeticException | IllegalArgumentException e) {
      Node node = site.node();
      throw new GraphException(
          "node '%s' (%s): %s".formatted(node.name(), node.type(), e.getMessage()), e);
    }
  }
}
