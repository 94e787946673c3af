package dev.octet.engine.plan.fact;

import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;

/** Pooling and resizing of images. */
final class ImageShapes {
  private static final String FORM = "[N,C,H,W]";

  private ImageShapes() {}

  static List<Fact> infer(NodeFacts facts, Pool2d op) {
    requirePooled(facts, op.kind());
    if (op.kernelHeight() < 1 || op.kernelWidth() < 1) {
      throw facts.error(
          "a kernel of %dx%d must be 1x1 or more", op.kernelHeight(), op.kernelWidth());
    }
    if ((long) op.kernelHeight() * op.kernelWidth() > Integer.MAX_VALUE) {
      throw facts.error(
          "a kernel of %dx%d has more than 2^31-1 elements", op.kernelHeight(), op.kernelWidth());
    }
    if (op.window().dilationHeight() != 1 || op.window().dilationWidth() != 1) {
      throw facts.error(
          "dilations (%d,%d) of a pooling must be 1",
          op.window().dilationHeight(), op.window().dilationWidth());
    }
    if (op.window().padding() instanceof Padding.Explicit pad
        && (pad.top() < 0 || pad.bottom() < 0 || pad.left() < 0 || pad.right() < 0)) {
      throw facts.error("paddings must be 0 or more, not %s", pad);
    }
    WindowGeometry geometry = WindowGeometry.of(op, facts.shape(0));
    if (geometry.outputHeight() < 1 || geometry.outputWidth() < 1) {
      throw facts.error(
          "a kernel of %dx%d gives %dx%d pixels on %s; the padded image must be larger",
          op.kernelHeight(),
          op.kernelWidth(),
          geometry.outputHeight(),
          geometry.outputWidth(),
          facts.describe(0));
    }
    return resized(facts, geometry.outputHeight(), geometry.outputWidth());
  }

  static List<Fact> infer(NodeFacts facts, AdaptivePool2d op) {
    requirePooled(facts, op.kind());
    requireOutput(facts, op.outputHeight(), op.outputWidth());
    return resized(facts, op.outputHeight(), op.outputWidth());
  }

  private static void requirePooled(NodeFacts facts, PoolKind kind) {
    facts.requireInputs(1, "x");
    requireImage(facts);
    switch (kind) {
      case MAX -> facts.requireType(0, DType.FLOAT32, DType.INT8);
      case AVERAGE -> facts.requireType(0, DType.FLOAT32);
    }
  }

  static List<Fact> infer(NodeFacts facts, Interpolate op) {
    facts.requireInputs(op.sizeInput() ? 2 : 1, op.sizeInput() ? "x, size" : "x");
    requireImage(facts);
    switch (op.mode()) {
      case NEAREST -> facts.requireType(0, DType.FLOAT32, DType.INT8, DType.UINT8);
      case BILINEAR -> facts.requireType(0, DType.FLOAT32);
    }
    if (op.alignMode() != 0 && op.alignMode() != 1) {
      throw facts.error("align mode %d must be 0 or 1", op.alignMode());
    }
    long height;
    long width;
    if (op.sizeInput()) {
      long[] size = facts.integers(1, "output size");
      if (size.length != 2) {
        throw facts.error("%s must have 2 elements: height, width", facts.describe(1));
      }
      height = size[0];
      width = size[1];
    } else if (op.scaleHeight() > 0 && op.scaleWidth() > 0) {
      height = (int) (facts.shape(0).dim(2) * op.scaleHeight());
      width = (int) (facts.shape(0).dim(3) * op.scaleWidth());
    } else {
      height = op.outputHeight();
      width = op.outputWidth();
    }
    requireOutput(facts, height, width);
    return resized(facts, Math.toIntExact(height), Math.toIntExact(width));
  }

  private static void requireImage(NodeFacts facts) {
    facts.requireRank(0, 4, FORM);
    if (facts.shape(0).elements(2, 4) == 0) {
      throw facts.error("%s has no pixels", facts.describe(0));
    }
  }

  private static void requireOutput(NodeFacts facts, long height, long width) {
    if (height < 1 || width < 1) {
      throw facts.error("the output size %dx%d must be 1x1 or more", height, width);
    }
  }

  private static List<Fact> resized(NodeFacts facts, int height, int width) {
    Shape x = facts.shape(0);
    return facts.result(facts.dtype(0), Shape.of(x.dim(0), x.dim(1), height, width));
  }
}
