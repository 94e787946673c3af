package dev.octet.formats.paddle;

import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Softmax;

/** Normalisation, with variables for outputs that only training needs. */
final class NormalizationWriter {
  private NormalizationWriter() {}

  static void write(NodeSite site, BatchNorm op) {
    site.operator("batch_norm")
        .in("X", site.input(0))
        .in("Scale", site.input(1))
        .in("Bias", site.input(2))
        .in("Mean", site.input(3))
        .in("Variance", site.input(4))
        .out("Y", site.output())
        .out("MeanOut", site.input(3))
        .out("VarianceOut", site.input(4))
        .out("SavedMean", site.unused(".saved_mean"))
        .out("SavedVariance", site.unused(".saved_variance"))
        .number("epsilon", op.epsilon())
        .number("momentum", 0.9f)
        .text("data_layout", "NCHW")
        .flag("is_test", true)
        .flag("use_global_stats", false)
        .flag("trainable_statistics", false);
  }

  static void write(NodeSite site, LayerNorm op) {
    OperatorBuilder operator = site.operator("layer_norm").in("X", site.input(0));
    if (op.hasScale()) {
      operator.in("Scale", site.input(1));
    }
    if (op.hasBias()) {
      operator.in("Bias", site.input(op.hasScale() ? 2 : 1));
    }
    operator
        .out("Y", site.output())
        .out("Mean", site.unused(".mean"))
        .out("Variance", site.unused(".variance"))
        .integer("begin_norm_axis", op.beginAxis())
        .number("epsilon", op.epsilon());
  }

  static void write(NodeSite site, Softmax op) {
    site.operator("softmax")
        .in("X", site.input(0))
        .out("Out", site.output())
        .integer("axis", op.axis());
  }
}
