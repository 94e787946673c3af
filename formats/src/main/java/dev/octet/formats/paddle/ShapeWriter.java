package dev.octet.formats.paddle;

import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;

/** Operators that change the shape and not the elements, or ask for it. */
final class ShapeWriter {
  private ShapeWriter() {}

  static void write(NodeSite site, Reshape op) {
    OperatorBuilder operator = site.operator("reshape2").in("X", site.input(0));
    if (site.node().inputs().size() > 1) {
      operator.in("Shape", site.input(1));
    }
    withShape(site, operator).integers("shape", op.shape());
  }

  static void write(NodeSite site, Flatten op) {
    withShape(site, site.operator("flatten_contiguous_range").in("X", site.input(0)))
        .integer("start_axis", op.start())
        .integer("stop_axis", op.stop());
  }

  static void write(NodeSite site, FlattenTo2d op) {
    withShape(site, site.operator("flatten2").in("X", site.input(0))).integer("axis", op.axis());
  }

  static void write(NodeSite site, Squeeze op) {
    withShape(site, site.operator("squeeze2").in("X", site.input(0))).integers("axes", op.axes());
  }

  static void write(NodeSite site, Unsqueeze op) {
    withShape(site, site.operator("unsqueeze2").in("X", site.input(0))).integers("axes", op.axes());
  }

  static void write(NodeSite site, Transpose op) {
    withShape(site, site.operator("transpose2").in("X", site.input(0)))
        .integers("axis", op.permutation());
  }

  static void write(NodeSite site, PixelShuffle op) {
    site.operator("pixel_shuffle")
        .in("X", site.input(0))
        .out("Out", site.output())
        .integer("upscale_factor", op.factor())
        .text("data_format", "NCHW");
  }

  /** The output with which training goes back to the shape of the input. */
  private static OperatorBuilder withShape(NodeSite site, OperatorBuilder operator) {
    return operator.out("Out", site.output()).out("XShape", site.unused(".xshape"));
  }

  static void write(NodeSite site, Expand op) {
    OperatorBuilder operator = site.operator("expand_v2").in("X", site.input(0));
    if (site.node().inputs().size() > 1) {
      operator.in("Shape", site.input(1));
    }
    operator.out("Out", site.output()).integers("shape", op.shape());
  }

  static void writeShapeOf(NodeSite site) {
    site.operator("shape").in("Input", site.input(0)).out("Out", site.output());
  }
}
