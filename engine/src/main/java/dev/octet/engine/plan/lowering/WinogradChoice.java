package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.plan.fact.WindowGeometry;
import java.util.Optional;

/**
 * Whether a convolution is done by Winograd's algorithm, by an estimate of the work either way.
 *
 * <p>In float32 the ways differ in their rounding, so the choice follows from the shapes of one
 * image alone: not from the machine, the threads or the batch. In int8 all ways give the same bits.
 *
 * <p>The unit is one multiply-add of a float product. Loading a packed weight costs as much as some
 * rows that use it, starting and finishing a short sum as much as some elements of its depth, and
 * transforming a channel of a tile as much as a number that grows with the tile.
 */
final class WinogradChoice {
  private static final int ROWS_OF_A_LOAD = 8;
  private static final int DEPTH_OF_A_SUM = 20;

  /** Rows and columns of a product are filled up to the multiples that kernels do at once. */
  private static final int ROWS_UNIT = 8;

  private static final int COLUMNS_UNIT = 16;

  /** A transform of a channel of a tile in either direction. */
  private static final int TRANSFORM_F2X2 = 100;

  private static final int TRANSFORM_F4X4 = 500;

  /** An int8 multiply-add of the direct way. */
  private static final double INT8 = 0.71;

  /** How many times cheaper the estimate must be, for it is a rough one. */
  private static final double MARGIN = 1.22;

  /** The same in int8. */
  private static final double MARGIN_INT8 = 1.04;

  /** How many times cheaper the large tile must be than the small one, which is more accurate. */
  private static final double MARGIN_F4X4 = 1.2;

  private final int channels;
  private final int outputs;
  private final int height;
  private final int width;

  private WinogradChoice(Convolution convolution) {
    this.channels = convolution.input().dim(1);
    this.outputs = convolution.output().dim(1);
    this.height = convolution.output().dim(2);
    this.width = convolution.output().dim(3);
  }

  /** The tile for a float convolution; empty for the direct way. */
  static Optional<WinogradTile> floats(Convolution convolution) {
    if (!isSuitable(convolution) || KernelProvider.isFloatDirect()) {
      return Optional.empty();
    }
    return new WinogradChoice(convolution).tile();
  }

  /** Whether Winograd's algorithm is worth it in int8 if each sum is cut into {@code parts}. */
  static boolean isForInt8(Convolution convolution, int parts) {
    if (!isSuitable(convolution)) {
      return false;
    }
    var choice = new WinogradChoice(convolution);
    double cost = choice.winograd(WinogradTile.F2X2, parts, TRANSFORM_F2X2);
    return cost * MARGIN_INT8 < choice.direct() * INT8;
  }

  /** Whether some size of the images may be worth it. */
  static boolean isSuitable(Convolution convolution) {
    WindowGeometry window = convolution.window();
    return !convolution.isTransposed()
        && convolution.groups() == 1
        && window.kernelHeight() == 3
        && window.kernelWidth() == 3
        && window.strideHeight() == 1
        && window.strideWidth() == 1
        && window.dilationHeight() == 1
        && window.dilationWidth() == 1
        && convolution.input().dim(1) >= COLUMNS_UNIT
        && convolution.output().dim(1) >= COLUMNS_UNIT;
  }

  private Optional<WinogradTile> tile() {
    double small = winograd(WinogradTile.F2X2, 1, TRANSFORM_F2X2);
    double large = winograd(WinogradTile.F4X4, 1, TRANSFORM_F4X4);
    WinogradTile tile = large * MARGIN_F4X4 < small ? WinogradTile.F4X4 : WinogradTile.F2X2;
    double cost = tile == WinogradTile.F4X4 ? large : small;
    return cost * MARGIN < direct() ? Optional.of(tile) : Optional.empty();
  }

  private double direct() {
    return product((double) height * width, 9.0 * channels);
  }

  private double winograd(WinogradTile tile, int parts, double transform) {
    double tiles = (double) Math.ceilDiv(height, tile.size()) * Math.ceilDiv(width, tile.size());
    return tile.elements() * parts * product(tiles, (double) channels / parts + DEPTH_OF_A_SUM)
        + tiles * transform * (channels + (double) parts * outputs);
  }

  private double product(double rows, double depth) {
    double filledRows = Math.ceil(rows / ROWS_UNIT) * ROWS_UNIT;
    double filledColumns = Math.ceilDiv(outputs, COLUMNS_UNIT) * (double) COLUMNS_UNIT;
    return (filledRows + ROWS_OF_A_LOAD) * depth * filledColumns;
  }
}
