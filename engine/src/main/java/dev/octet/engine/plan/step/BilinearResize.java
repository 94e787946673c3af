package dev.octet.engine.plan.step;

import dev.octet.engine.parallel.SharedWork;

/**
 * Resizes float32 images in {@link Layout#CHANNELS_LAST} with the weighted mean of four pixels. The
 * sum runs in the order of Paddle's kernel: upper left, lower left, upper right, lower right.
 * Threads share the rows.
 */
public final class BilinearResize implements Step, SharedWork<Arena> {
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
    arena.share(this, ElementCost.INDEXED.of(y.shape().elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    int height = y.shape().dim(2);
    int rowElements = y.shape().dim(3) * channels;
    int all = x.shape().dim(0) * height;
    int last = Parts.start(all, worker + 1, workers);
    for (int i = Parts.start(all, worker, workers); i < last; i++) {
      int start = x.offset() + i / height * imageSize;
      resizeRow(from, start, i % height, to, y.offset() + i * rowElements);
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
