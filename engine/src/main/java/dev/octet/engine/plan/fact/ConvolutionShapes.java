package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;

/** Convolution and transposed convolution. */
final class ConvolutionShapes {
  private static final String FILTER = "[K,C/groups,kh,kw]";
  private static final String TRANSPOSED_FILTER = "[C,K/groups,kh,kw]";

  /** Filters of a transposed convolution are packed for each of so many phases and groups. */
  private static final long MOST_PHASES = 1 << 18;

  private ConvolutionShapes() {}

  static List<Fact> infer(NodeFacts facts, Conv2d op) {
    requireInputs(facts, op.epilogue());
    Shape output = output(facts, op);
    requireEpilogue(facts, op.epilogue(), output.dim(1), output);
    return facts.result(DType.FLOAT32, output);
  }

  static List<Fact> infer(NodeFacts facts, ConvTranspose2d op) {
    requireInputs(facts, op.epilogue());
    Shape output = output(facts, op);
    requireEpilogue(facts, op.epilogue(), output.dim(1), output);
    return facts.result(DType.FLOAT32, output);
  }

  /** The shape of the sums, whatever the types. */
  static Shape output(NodeFacts facts, Conv2d op) {
    facts.requireRank(0, 4, "[N,C,H,W]");
    facts.requireRank(1, 4, FILTER);
    requireWindow(facts, op.window());
    Shape x = facts.shape(0);
    Shape filter = facts.shape(1);
    int channels = x.dim(1);
    requireGroups(facts, op.groups(), channels);
    if (filter.dim(1) != channels / op.groups()) {
      throw facts.error(
          "%s must have %d in dimension 1, the %d channels of x in %d groups: %s",
          facts.describe(1), channels / op.groups(), channels, op.groups(), FILTER);
    }
    if (filter.dim(0) % op.groups() != 0) {
      throw facts.error(
          "%s has %d output channels, which %d groups do not divide",
          facts.describe(1), filter.dim(0), op.groups());
    }
    WindowGeometry geometry = WindowGeometry.of(op, x, filter);
    requireFit(facts, geometry);
    return Shape.of(x.dim(0), filter.dim(0), geometry.outputHeight(), geometry.outputWidth());
  }

  /** The shape of the sums, whatever the types. */
  static Shape output(NodeFacts facts, ConvTranspose2d op) {
    facts.requireRank(0, 4, "[N,C,H,W]");
    facts.requireRank(1, 4, TRANSPOSED_FILTER);
    requireWindow(facts, op.window());
    Shape x = facts.shape(0);
    Shape filter = facts.shape(1);
    requireGroups(facts, op.groups(), x.dim(1));
    if (filter.dim(0) != x.dim(1)) {
      throw facts.error(
          "%s must have %d in dimension 0, the channels of x: %s",
          facts.describe(1), x.dim(1), TRANSPOSED_FILTER);
    }
    WindowGeometry geometry = WindowGeometry.of(op, x, filter);
    requireFit(facts, geometry);
    requireOutputSizes(facts, op, x, filter);
    requirePhases(facts, op, geometry);
    return Shape.of(
        x.dim(0),
        Math.multiplyExact(filter.dim(1), op.groups()),
        geometry.outputHeight(),
        geometry.outputWidth());
  }

  private static void requireInputs(NodeFacts facts, Epilogue epilogue) {
    int count = 2 + (epilogue.bias() ? 1 : 0) + (epilogue.residual() ? 1 : 0);
    facts.requireInputs(count, "x, filter" + form(epilogue));
    facts.requireType(0, DType.FLOAT32);
    facts.requireType(1, DType.FLOAT32);
  }

  /** The inputs of an epilogue as messages list them. */
  static String form(Epilogue epilogue) {
    return (epilogue.bias() ? ", bias" : "") + (epilogue.residual() ? ", residual" : "");
  }

  /**
   * Checks bias and residual, which follow two inputs.
   *
   * @param columns how many output channels or columns there are
   */
  static void requireEpilogue(NodeFacts facts, Epilogue epilogue, int columns, Shape output) {
    int next = 2;
    if (epilogue.bias()) {
      facts.requireType(next, DType.FLOAT32);
      facts.requireElements(next, columns, "a bias for each output channel");
      next++;
    }
    if (epilogue.residual()) {
      facts.requireType(next, DType.FLOAT32);
      facts.requireShape(next, output, "that of the output, to be added to it");
    }
  }

  private static void requireGroups(NodeFacts facts, int groups, int channels) {
    if (groups < 1 || channels % groups != 0) {
      throw facts.error(
          "groups %d must be 1 or more and divide the %d channels of %s",
          groups, channels, facts.describe(0));
    }
  }

  private static void requireWindow(NodeFacts facts, Window window) {
    if (window.padding() instanceof Padding.Explicit pad
        && (pad.top() < 0 || pad.bottom() < 0 || pad.left() < 0 || pad.right() < 0)) {
      throw facts.error("paddings must be 0 or more, not %s", pad);
    }
  }

  private static void requireFit(NodeFacts facts, WindowGeometry geometry) {
    if (geometry.kernelHeight() < 1 || geometry.kernelWidth() < 1) {
      throw facts.error("%s has an empty kernel; it must be 1x1 or more", facts.describe(1));
    }
    if (geometry.outputHeight() < 1 || geometry.outputWidth() < 1) {
      throw facts.error(
          "a kernel of %dx%d gives %dx%d pixels on %s; the padded image must be larger",
          geometry.kernelHeight(),
          geometry.kernelWidth(),
          geometry.outputHeight(),
          geometry.outputWidth(),
          facts.describe(0));
    }
  }

  private static void requirePhases(NodeFacts facts, ConvTranspose2d op, WindowGeometry geometry) {
    long phases =
        (long) Math.min(geometry.strideHeight(), geometry.outputHeight())
            * Math.min(geometry.strideWidth(), geometry.outputWidth());
    if (phases * op.groups() > MOST_PHASES) {
      throw facts.error(
          "strides of %dx%d in %d groups need %d filters; at most %d are possible",
          geometry.strideHeight(),
          geometry.strideWidth(),
          op.groups(),
          phases * op.groups(),
          MOST_PHASES);
    }
  }

  private static void requireOutputSizes(
      NodeFacts facts, ConvTranspose2d op, Shape x, Shape filter) {
    ConvTranspose2d least =
        new ConvTranspose2d(op.window(), op.groups(), 0, 0, 0, 0, op.epilogue());
    WindowGeometry base = WindowGeometry.of(least, x, filter);
    requireOutputSize(
        facts,
        "height",
        op.outputPaddingHeight(),
        op.outputHeight(),
        base.outputHeight(),
        base.strideHeight(),
        base.dilationHeight());
    requireOutputSize(
        facts,
        "width",
        op.outputPaddingWidth(),
        op.outputWidth(),
        base.outputWidth(),
        base.strideWidth(),
        base.dilationWidth());
  }

  private static void requireOutputSize(
      NodeFacts facts, String side, int padding, int wanted, int base, int stride, int dilation) {
    if (wanted != 0 && (wanted < base || wanted >= base + stride)) {
      throw facts.error(
          "output %s %d must lie in %d..%d for a stride of %d",
          side, wanted, base, base + stride - 1, stride);
    }
    if (padding < 0 || padding > 0 && padding >= Math.max(stride, dilation)) {
      throw facts.error(
          "output padding %d of the %s must be 0 or more, and less than stride %d or dilation %d",
          padding, side, stride, dilation);
    }
  }
}
