package dev.octet.engine.run;

import dev.octet.engine.graph.Input;
import dev.octet.engine.plan.Plan;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan together with the tensors in which one session gives its outputs. */
final class BoundPlan {
  private final Plan plan;
  private final List<Input> inputs;
  private final List<Shape> shapes;
  private final Tensor[] tensors;
  private final Object[] arrays;
  private final Map<String, Tensor> outputs;

  BoundPlan(Plan plan, List<Input> inputs, List<Shape> shapes, List<String> outputNames) {
    this.plan = plan;
    this.inputs = inputs;
    this.shapes = shapes;
    List<Tensor> results = new ArrayList<>();
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < outputNames.size(); i++) {
      Buffer buffer = plan.outputs().get(i);
      Tensor tensor = Tensor.zeros(buffer.dtype(), buffer.shape());
      results.add(tensor);
      byName.put(outputNames.get(i), tensor);
    }
    this.tensors = results.toArray(Tensor[]::new);
    this.arrays =
        results.stream().map(tensor -> tensor.segment().heapBase().orElseThrow()).toArray();
    this.outputs = Collections.unmodifiableMap(byName);
  }

  Plan plan() {
    return plan;
  }

  /** Whether the plan is for tensors of these types and shapes. */
  boolean fits(Tensor[] given) {
    for (int i = 0; i < given.length; i++) {
      if (given[i].dtype() != inputs.get(i).dtype() || !given[i].shape().equals(shapes.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Copies the results of a run from the arena to the output tensors. */
  void copyOut(Arena arena) {
    for (int i = 0; i < tensors.length; i++) {
      Buffer buffer = plan.outputs().get(i);
      System.arraycopy(buffer.array(arena), buffer.offset(), arrays[i], 0, tensors[i].elements());
    }
  }

  Map<String, Tensor> outputs() {
    return outputs;
  }

  Tensor firstOutput() {
    return tensors[0];
  }
}
