package dev.octet.engine.plan.lowering;

import dev.octet.engine.op.Interpolate;
import dev.octet.engine.plan.step.BilinearResize;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.IndexedCopy;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.ResizePositions;
import dev.octet.engine.tensor.Shape;
import java.util.stream.IntStream;

/** Resizing of images. */
final class InterpolationLowering {
  private InterpolationLowering() {}

  static void lower(Site site, Interpolate op) {
    Shape from = site.input(0).shape();
    Shape to = site.output(0).shape();
    ResizePositions rows = ResizePositions.rows(op, from.dim(2), to.dim(2));
    ResizePositions columns = ResizePositions.columns(op, from.dim(3), to.dim(3));
    switch (op.mode()) {
      case NEAREST -> {
        Buffer x = site.read(0, site.layoutOf(0));
        Buffer y = site.write(0, x.layout());
        int[] images = IntStream.range(0, from.dim(0)).toArray();
        int[] channels = IntStream.range(0, from.dim(1)).toArray();
        int[][] indices = {images, channels, rows.low(), columns.low()};
        site.add(IndexedCopy.of(x, y, indices));
        Lowering.report(site, "nearest resize");
      }
      case BILINEAR -> {
        Buffer x = site.read(0, Layout.CHANNELS_LAST);
        Buffer y = site.write(0, Layout.CHANNELS_LAST);
        site.add(new BilinearResize(x, y, rows, columns));
        Lowering.report(site, "bilinear resize");
      }
    }
  }
}
