package dev.octet.engine.plan.lowering;

import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.plan.fact.WindowGeometry;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.PoolRegions;
import dev.octet.engine.plan.step.WindowPooling;
import dev.octet.engine.tensor.Shape;

/** Pooling, with channels innermost. */
final class PoolingLowering {
  private PoolingLowering() {}

  static void lower(Site site, Pool2d op) {
    WindowGeometry window = WindowGeometry.of(op, site.input(0).shape());
    pool(
        site,
        op.kind(),
        PoolRegions.rows(window, op.countPadding()),
        PoolRegions.columns(window, op.countPadding()));
  }

  static void lower(Site site, AdaptivePool2d op) {
    Shape x = site.input(0).shape();
    pool(
        site,
        op.kind(),
        PoolRegions.adaptive(x.dim(2), op.outputHeight()),
        PoolRegions.adaptive(x.dim(3), op.outputWidth()));
  }

  private static void pool(Site site, PoolKind kind, PoolRegions rows, PoolRegions columns) {
    Buffer x = site.read(0, Layout.CHANNELS_LAST);
    Buffer y = site.write(0, Layout.CHANNELS_LAST);
    site.add(new WindowPooling(site.kernels().pooling(), kind, x, y, rows, columns));
    Lowering.report(
        site,
        switch (kind) {
          case MAX -> "max pooling";
          case AVERAGE -> "average pooling";
        });
  }
}
