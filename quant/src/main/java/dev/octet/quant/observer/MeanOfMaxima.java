package dev.octet.quant.observer;

/**
 * The mean over batches of the mean over rows of a row's largest magnitude. A row is one index of
 * dimension 0: a sample, where nothing moved that dimension. A batch counts the same however many
 * rows it has, as in Paddle.
 */
public final class MeanOfMaxima {
  private double sumOfMeans;
  private long batches;
  private double sum;
  private long rows;

  /**
   * Takes in the next rows of a batch.
   *
   * @param rows how many rows of one length the elements {@code from} to {@code to} are
   */
  public void observe(float[] x, int from, int to, int rows) {
    int length = (to - from) / Math.max(1, rows);
    if (length == 0) {
      return;
    }
    for (int row = from; row < to; row += length) {
      float largest = 0;
      for (int i = row; i < row + length; i++) {
        largest = Math.max(largest, Math.abs(x[i]));
      }
      sum += largest;
    }
    this.rows += rows;
  }

  /** Ends a batch; one without rows does not count. */
  public void endBatch() {
    if (rows > 0) {
      sumOfMeans += sum / rows;
      batches++;
      sum = 0;
      rows = 0;
    }
  }

  /** The mean over the batches that have ended; 0 where there is none. */
  public double mean() {
    return batches == 0 ? 0 : sumOfMeans / batches;
  }
}
