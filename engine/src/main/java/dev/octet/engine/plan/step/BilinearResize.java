package dev.octet.engine.plan.step;

/**
 * Resizes float32 images in {@link Layout#CHANNELS_LAST} with the weighted mean of four pixels. The
 * sum runs in the order of Paddle's kernel: upper left, lower left, upper right, lower right.
 */
public final class BilinearResize implements Step {
  private final Buffer x;
  private final Buffer y;
  private final ResizePositions rows;
  private final ResizePositions columns;
  private final int channels;
  private final int rowSize;
  private final int imageSize;

  public BilinearResize(Buffer x, Buffer y, ResizePositions rows, ResizePositions columns) {
    this.x = x;
    this.y = y;
    this.rows = rows;
    this.columns = columns;
    this.channels = x.shape().dim(1);
    this.rowSize = x.shape().dim(3) * channels;
    this.imageSize = x.shape().elements(1, 4);
  }

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    int width = y.shape().dim(3);
    int toIndex = y.offset();
    for (int image = 0; image < x.shape().dim(0); image++) {
      int start = x.offset() + image * imageSize;
      for (int row = 0; row < y.shape().dim(2); row++) {
        resizeRow(from, start, row, to, toIndex);
        toIndex += width * channels;
      }
    }
  }

  private void resizeRow(float[] from, int start, int row, float[] to, int toIndex) {
    int upper = start + rows.low()[row] * rowSize;
    int lower = start + rows.high()[row] * rowSize;
    float down = rows.weight()[row];
    float up = 1f - down;
    for (int column = 0; column < columns.low().length; column++) {
      int left = columns.low()[column] * channels;
      int right = columns.high()[column] * channels;
      float rightward = columns.weight()[column];
      float leftward = 1f - rightward;
      int at = toIndex + column * channels;
      for (int c = 0; c < channels; c++) {
        to[at + c] =
            from[upper + left + c] * up * leftward
                + from[lower + left + c] * down * leftward
                + from[upper + right + c] * up * rightward
                + from[lower + right + c] * down * rightward;
      }
    }
  }
}
