package dev.octet.engine.plan.fact;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.Shape;

/**
 * A window with its padding resolved for one input size, and the output size that follows from it.
 *
 * <p>{@code height} and {@code width} are those of the input; the dilations are 1 under {@link
 * Padding.Same}, as Paddle has it. An output size below 1 means that the window does not fit;
 * {@link ShapeInference} refuses it.
 */
public record WindowGeometry(
    int height,
    int width,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padBottom,
    int padLeft,
    int padRight,
    int outputHeight,
    int outputWidth) {

  /**
   * @param input {@code [N,C,H,W]}
   * @param filter {@code [K,C/groups,kh,kw]}
   */
  public static WindowGeometry of(Conv2d op, Shape input, Shape filter) {
    Side rows = Side.rows(op.window(), input.dim(2), filter.dim(2));
    Side columns = Side.columns(op.window(), input.dim(3), filter.dim(3));
    return of(rows, columns, rows.convolved(), columns.convolved());
  }

  /**
   * @param input {@code [N,C,H,W]}
   * @param filter {@code [C,K/groups,kh,kw]}
   */
  public static WindowGeometry of(ConvTranspose2d op, Shape input, Shape filter) {
    Side rows = Side.rows(op.window(), input.dim(2), filter.dim(2));
    Side columns = Side.columns(op.window(), input.dim(3), filter.dim(3));
    return of(
        rows,
        columns,
        rows.transposed(op.outputPaddingHeight(), op.outputHeight()),
        columns.transposed(op.outputPaddingWidth(), op.outputWidth()));
  }

  /**
   * @param input {@code [N,C,H,W]}
   */
  public static WindowGeometry of(Pool2d op, Shape input) {
    Side rows = Side.rows(op.window(), input.dim(2), op.kernelHeight());
    Side columns = Side.columns(op.window(), input.dim(3), op.kernelWidth());
    return of(rows, columns, rows.pooled(op.ceilMode()), columns.pooled(op.ceilMode()));
  }

  private static WindowGeometry of(Side rows, Side columns, long outputHeight, long outputWidth) {
    return new WindowGeometry(
        rows.size,
        columns.size,
        rows.kernel,
        columns.kernel,
        rows.stride,
        columns.stride,
        rows.dilation,
        columns.dilation,
        rows.before,
        rows.after,
        columns.before,
        columns.after,
        outputSize(outputHeight),
        outputSize(outputWidth));
  }

  private static int outputSize(long size) {
    requireCountable("output", size);
    return (int) Math.max(size, Integer.MIN_VALUE);
  }

  /** Positions in an image are ints, those in its padding as well. */
  private static void requireCountable(String image, long size) {
    if (size > Integer.MAX_VALUE) {
      throw new ArithmeticException(
          "the %s would have a side of %d pixels; at most 2^31-1 are possible"
              .formatted(image, size));
    }
  }

  /** The kernel's view of a window that moves over images of {@code channels} channels. */
  public ImageWindow over(int channels) {
    return new ImageWindow(
        height,
        width,
        channels,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        dilationHeight,
        dilationWidth,
        padTop,
        padLeft,
        outputHeight,
        outputWidth);
  }

  /** Whether each output pixel reads the one input pixel at its own place. */
  public boolean isPointwise() {
    return kernelHeight == 1
        && kernelWidth == 1
        && strideHeight == 1
        && strideWidth == 1
        && padTop == 0
        && padBottom == 0
        && padLeft == 0
        && padRight == 0;
  }

  /** Rows or columns. */
  private record Side(int size, int kernel, int stride, int dilation, int before, int after) {

    static Side rows(Window window, int size, int kernel) {
      return switch (window.padding()) {
        case Padding.Explicit pad ->
            new Side(
                size,
                kernel,
                window.strideHeight(),
                window.dilationHeight(),
                pad.top(),
                pad.bottom());
        case Padding.Same _ -> same(size, kernel, window.strideHeight());
      };
    }

    static Side columns(Window window, int size, int kernel) {
      return switch (window.padding()) {
        case Padding.Explicit pad ->
            new Side(
                size,
                kernel,
                window.strideWidth(),
                window.dilationWidth(),
                pad.left(),
                pad.right());
        case Padding.Same _ -> same(size, kernel, window.strideWidth());
      };
    }

    private static Side same(int size, int kernel, int stride) {
      long positions = Math.ceilDiv((long) size, stride);
      long padding = Math.max((positions - 1) * stride + kernel - size, 0);
      requireCountable("padded image", size + padding);
      int total = (int) padding;
      return new Side(size, kernel, stride, 1, total / 2, total - total / 2);
    }

    /** Elements from the first tap to the last. */
    private long extent() {
      return (long) dilation * (kernel - 1) + 1;
    }

    /** How far the window can move over the padded input. */
    private long room() {
      long padded = (long) size + before + after;
      requireCountable("padded image", padded);
      return padded - extent();
    }

    long convolved() {
      return Math.floorDiv(room(), (long) stride) + 1;
    }

    long pooled(boolean ceil) {
      return (ceil ? Math.ceilDiv(room(), (long) stride) : Math.floorDiv(room(), (long) stride))
          + 1;
    }

    long transposed(int outputPadding, int wanted) {
      long whole = (size - 1L) * stride + extent();
      requireCountable("image before it is cut", whole + Math.max(outputPadding, stride));
      return wanted != 0 ? wanted : whole - before - after + outputPadding;
    }
  }
}
