package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Pooling;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.DType;
import java.util.Arrays;

/**
 * Pools images in {@link Layout#CHANNELS_LAST}. A window without a pixel gives the least finite
 * number as maximum, and 0 over its divisor as average, as Paddle has it; -127 as maximum of int8,
 * which every range of integers holds. Threads share the rows of the output.
 */
public final class WindowPooling implements Step, SharedWork<Arena> {
  private final Pooling pooling;
  private final PoolKind kind;
  private final Buffer x;
  private final Buffer y;
  private final PoolRegions rows;
  private final PoolRegions columns;
  private final int width;
  private final int channels;
  private final int imageSize;

  /** Of float32, or int8 for a maximum. */
  public WindowPooling(
      Pooling pooling, PoolKind kind, Buffer x, Buffer y, PoolRegions rows, PoolRegions columns) {
    this.pooling = pooling;
    this.kind = kind;
    this.x = x;
    this.y = y;
    this.rows = rows;
    this.columns = columns;
    this.width = x.shape().dim(3);
    this.channels = x.shape().dim(1);
    this.imageSize = x.shape().elements(1, 4);
  }

  @Override
  public void run(Arena arena) {
    long taps = rows.taps() * columns.taps() * x.shape().dim(0);
    arena.share(this, ElementCost.MOVE.of(taps * channels));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int height = y.shape().dim(2);
    int all = x.shape().dim(0) * height;
    int last = Parts.start(all, worker + 1, workers);
    for (int i = Parts.start(all, worker, workers); i < last; i++) {
      poolRow(arena, x.offset() + i / height * imageSize, i % height, i);
    }
  }

  private void poolRow(Arena arena, int xOffset, int row, int outputRow) {
    int width = y.shape().dim(3);
    int yOffset = y.offset() + outputRow * width * channels;
    for (int column = 0; column < width; column++) {
      if (rows.isEmpty(row) || columns.isEmpty(column)) {
        fill(arena, divisor(row, column), yOffset);
      } else if (x.dtype() == DType.FLOAT32) {
        pool(x.floats(arena), xOffset, row, column, y.floats(arena), yOffset);
      } else {
        pool(x.bytes(arena), xOffset, row, column, y.bytes(arena), yOffset);
      }
      yOffset += channels;
    }
  }

  private int divisor(int row, int column) {
    return rows.extents()[row] * columns.extents()[column];
  }

  private void pool(float[] from, int xOffset, int row, int column, float[] to, int yOffset) {
    int top = rows.starts()[row];
    int bottom = rows.ends()[row];
    int left = columns.starts()[column];
    int right = columns.ends()[column];
    switch (kind) {
      case MAX ->
          pooling.max(from, xOffset, width, channels, top, bottom, left, right, to, yOffset);
      case AVERAGE ->
          pooling.average(
              from,
              xOffset,
              width,
              channels,
              top,
              bottom,
              left,
              right,
              divisor(row, column),
              to,
              yOffset);
    }
  }

  private void pool(byte[] from, int xOffset, int row, int column, byte[] to, int yOffset) {
    pooling.max(
        from,
        xOffset,
        width,
        channels,
        rows.starts()[row],
        rows.ends()[row],
        columns.starts()[column],
        columns.ends()[column],
        to,
        yOffset);
  }

  private void fill(Arena arena, int divisor, int yOffset) {
    if (x.dtype() == DType.INT8) {
      Arrays.fill(y.bytes(arena), yOffset, yOffset + channels, (byte) -Byte.MAX_VALUE);
    } else {
      float value = kind == PoolKind.MAX ? -Float.MAX_VALUE : 0f / divisor;
      Arrays.fill(y.floats(arena), yOffset, yOffset + channels, value);
    }
  }
}
