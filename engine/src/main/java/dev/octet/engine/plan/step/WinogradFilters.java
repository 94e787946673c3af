package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.WinogradTile;
import java.util.List;

/**
 * Transformed and packed 3x3 filters: one matrix for each element of a patch, from input to output
 * channels. The input channels can be cut into parts, whose products are summed apart.
 *
 * @param depth input channels
 * @param columns output channels
 * @param matrices part by part, in each element by element
 */
public record WinogradFilters(
    WinogradTile tile, int depth, int columns, int parts, List<PackedMatrix> matrices) {

  /** The first input channel of a part. */
  public static int firstChannel(int depth, int part, int parts) {
    return Parts.start(depth, part, parts);
  }

  /** Bytes the packed matrices take in memory. */
  public long bytes() {
    return matrices.stream().mapToLong(PackedMatrix::bytes).sum();
  }
}
