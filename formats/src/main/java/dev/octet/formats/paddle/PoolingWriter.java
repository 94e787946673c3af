package dev.octet.formats.paddle;

import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Window;

/** {@code pool2d}, and {@code max_pool2d_with_index} for what that cannot do. */
final class PoolingWriter {
  private static final Window UNMOVED = new Window(1, 1, Padding.NONE);

  private PoolingWriter() {}

  static void write(NodeSite site, Pool2d op) {
    if (op.window().dilationHeight() != 1 || op.window().dilationWidth() != 1) {
      throw site.error("pooling has no dilation there");
    }
    pool(site, op.kind(), op.window())
        .integers("ksize", op.kernelHeight(), op.kernelWidth())
        .flag("ceil_mode", op.ceilMode())
        .flag("exclusive", !op.countPadding())
        .flag("global_pooling", false)
        .flag("adaptive", false);
  }

  static void write(NodeSite site, AdaptivePool2d op) {
    boolean global = op.outputHeight() == 1 && op.outputWidth() == 1;
    if (op.kind() == PoolKind.MAX && !global) {
      site.operator("max_pool2d_with_index")
          .in("X", site.input(0))
          .out("Out", site.output())
          .out("Mask", site.unused(".mask"))
          .integers("ksize", op.outputHeight(), op.outputWidth())
          .integers("strides", 1, 1)
          .integers("paddings", 0, 0)
          .flag("global_pooling", false)
          .flag("adaptive", true);
      return;
    }
    boolean globalMaximum = op.kind() == PoolKind.MAX;
    pool(site, op.kind(), UNMOVED)
        .integers("ksize", op.outputHeight(), op.outputWidth())
        .flag("ceil_mode", false)
        .flag("exclusive", true)
        .flag("global_pooling", globalMaximum)
        .flag("adaptive", !globalMaximum);
  }

  private static OperatorBuilder pool(NodeSite site, PoolKind kind, Window window) {
    OperatorBuilder operator =
        site.operator("pool2d")
            .in("X", site.input(0))
            .out("Out", site.output())
            .text("pooling_type", kind == PoolKind.MAX ? "max" : "avg")
            .text("data_format", "NCHW");
    return ConvolutionWriter.window(operator, window);
  }
}
