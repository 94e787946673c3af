package dev.octet.formats.paddle;

import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operators that join tensors, cut them or pick from them. */
final class SelectionWriter {
  private SelectionWriter() {}

  static void write(NodeSite site, Concat op) {
    site.operator("concat")
        .in("X", site.inputs())
        .out("Out", site.output())
        .integer("axis", op.axis());
  }

  static void write(NodeSite site, Stack op) {
    site.operator("stack")
        .in("X", site.inputs())
        .out("Y", site.output())
        .integer("axis", op.axis());
  }

  static void write(NodeSite site, Split op) {
    site.operator("split")
        .in("X", site.input(0))
        .out("Out", site.outputs())
        .integer("axis", op.axis())
        .integers("sections", op.sections())
        .integer("num", op.sections().isEmpty() ? site.node().outputs().size() : 0);
  }

  static void write(NodeSite site, Slice op) {
    boolean strided = op.steps().stream().anyMatch(step -> step != 1);
    OperatorBuilder operator =
        site.operator(strided ? "strided_slice" : "slice").in("Input", site.input(0));
    if (op.startsInput()) {
      operator.in("StartsTensor", site.input(1));
    }
    if (op.endsInput()) {
      operator.in("EndsTensor", site.input(op.startsInput() ? 2 : 1));
    }
    boolean computed = op.startsInput() || op.endsInput();
    operator
        .out("Out", site.output())
        .integers("axes", op.axes())
        .integers("starts", op.starts())
        .integers("ends", ends(site, op))
        .integers("infer_flags", Collections.nCopies(op.axes().size(), computed ? -1 : 1))
        .integers("decrease_axis", op.decreaseAxes());
    if (strided) {
      operator.integers("strides", op.steps());
    }
  }

  /** Going backwards, Paddle's end of -1 is the place before the first element. */
  private static List<Integer> ends(NodeSite site, Slice op) {
    List<Integer> ends = new ArrayList<>(op.ends());
    for (int i = 0; i < ends.size(); i++) {
      if (op.steps().get(i) < 0) {
        if (ends.get(i) == -1) {
          throw site.error("a slice backwards to the last element; its end has to count from 0");
        }
        ends.set(i, ends.get(i) == Integer.MIN_VALUE ? -1 : ends.get(i));
      }
    }
    return ends;
  }

  static void write(NodeSite site, Gather op) {
    int rank = site.inputRank(1).orElse(1);
    if (op.axis() == 0 && (rank > 1 || site.isCalled("lookup_table_v2"))) {
      site.operator("lookup_table_v2")
          .in("W", site.input(0))
          .in("Ids", site.input(1))
          .out("Out", site.output())
          .longInteger("padding_idx", -1);
      return;
    }
    if (rank > 1) {
      throw site.error(
          "indices of rank %d along axis %d; they have to be a vector, or the axis 0"
              .formatted(rank, op.axis()));
    }
    site.operator("gather")
        .in("X", site.input(0))
        .in("Index", site.input(1))
        .out("Out", site.output())
        .integer("axis", op.axis());
  }
}
