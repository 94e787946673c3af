package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import java.util.List;

/**
 * The output pixels of a convolution that see the same taps: all of them, or for a transposed
 * convolution those of one remainder of row and column by the stride. Patch (i, j) gives the output
 * pixel in row {@code firstRow + i·rowStep} and column {@code firstColumn + j·columnStep}.
 *
 * @param matrices the filters of these taps, one matrix a group
 */
public record Phase(
    PatchGrid grid,
    int firstRow,
    int firstColumn,
    int rowStep,
    int columnStep,
    List<PackedMatrix> matrices) {

  /** Whether the patches are the output pixels one after the other. */
  boolean isDense() {
    return rowStep == 1 && columnStep == 1;
  }
}
