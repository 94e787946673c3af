package dev.octet.engine.plan.lowering;

import dev.octet.engine.plan.fact.WindowGeometry;
import dev.octet.engine.plan.step.PatchGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One phase of a convolution before its filters are packed: which taps of the filter its patches
 * hold, and which output pixels they give.
 */
record FilterTaps(
    PatchGrid grid,
    int[] rows,
    int[] columns,
    int firstRow,
    int firstColumn,
    int rowStep,
    int columnStep) {

  /** Which taps of the filter these are, as text. */
  String taps() {
    return Arrays.toString(rows) + Arrays.toString(columns);
  }

  int count() {
    return rows.length * columns.length;
  }

  /** Runs of adjacent elements in a patch that takes {@code depth} channels. */
  int segments(int depth) {
    return grid.segments(depth);
  }

  /** The only phase of a convolution: every output pixel sees every tap. */
  static FilterTaps of(WindowGeometry window, int channels) {
    int[] rows = IntStream.range(0, window.kernelHeight()).toArray();
    int[] columns = IntStream.range(0, window.kernelWidth()).toArray();
    PatchGrid grid =
        new PatchGrid(
            window.height(),
            window.width(),
            channels,
            window.strideHeight(),
            window.strideWidth(),
            IntStream.of(rows)
                .map(row -> row * window.dilationHeight() - window.padTop())
                .toArray(),
            IntStream.of(columns)
                .map(column -> column * window.dilationWidth() - window.padLeft())
                .toArray(),
            window.outputHeight(),
            window.outputWidth());
    return new FilterTaps(grid, rows, columns, 0, 0, 1, 1);
  }

  /**
   * The phases of a transposed convolution. Output row i reads input row {@code (i + padTop -
   * r·dilation) / stride} through filter row r where that is an integer, so the rows of one
   * remainder by the stride see the same filter rows, and read input rows one apart.
   */
  static List<FilterTaps> transposed(WindowGeometry window, int channels) {
    List<FilterTaps> phases = new ArrayList<>();
    for (int i = 0; i < Math.min(window.strideHeight(), window.outputHeight()); i++) {
      int row = i;
      int[] rows =
          IntStream.range(0, window.kernelHeight())
              .filter(r -> Math.floorMod(source(window, row, r), window.strideHeight()) == 0)
              .toArray();
      int[] tapRows =
          IntStream.of(rows)
              .map(r -> Math.floorDiv(source(window, row, r), window.strideHeight()))
              .toArray();
      for (int j = 0; j < Math.min(window.strideWidth(), window.outputWidth()); j++) {
        phases.add(column(window, channels, row, rows, tapRows, j));
      }
    }
    return phases;
  }

  private static int source(WindowGeometry window, int row, int tap) {
    return row + window.padTop() - tap * window.dilationHeight();
  }

  private static FilterTaps column(
      WindowGeometry window, int channels, int row, int[] rows, int[] tapRows, int column) {
    int[] columns =
        IntStream.range(0, window.kernelWidth())
            .filter(s -> Math.floorMod(sourceColumn(window, column, s), window.strideWidth()) == 0)
            .toArray();
    int[] tapColumns =
        IntStream.of(columns)
            .map(s -> Math.floorDiv(sourceColumn(window, column, s), window.strideWidth()))
            .toArray();
    PatchGrid grid =
        new PatchGrid(
            window.height(),
            window.width(),
            channels,
            1,
            1,
            tapRows,
            tapColumns,
            Math.ceilDiv(window.outputHeight() - row, window.strideHeight()),
            Math.ceilDiv(window.outputWidth() - column, window.strideWidth()));
    return new FilterTaps(
        grid, rows, columns, row, column, window.strideHeight(), window.strideWidth());
  }

  private static int sourceColumn(WindowGeometry window, int column, int tap) {
    return column + window.padLeft() - tap * window.dilationWidth();
  }
}
