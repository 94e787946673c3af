package dev.octet.formats.paddle;

import dev.octet.engine.op.Interpolate;
import java.util.List;

/** {@code nearest_interp}, {@code bilinear_interp} and their second versions. */
final class InterpolationWriter {
  private InterpolationWriter() {}

  static void write(NodeSite site, Interpolate op) {
    String mode =
        switch (op.mode()) {
          case NEAREST -> "nearest";
          case BILINEAR -> "bilinear";
        };
    boolean scaled = op.scaleHeight() > 0 && op.scaleWidth() > 0;
    // Without scales both versions do the same, and the first has one scale for both dimensions.
    boolean second = op.scaleRatio() || !scaled;
    if (!second && op.scaleHeight() != op.scaleWidth()) {
      throw site.error(
          "steps of in/out need one scale for height and width; give the size instead");
    }
    OperatorBuilder operator =
        site.operator(mode + (second ? "_interp_v2" : "_interp")).in("X", site.input(0));
    if (op.sizeInput()) {
      operator.in("OutSize", site.input(1));
    }
    operator
        .out("Out", site.output())
        .text("interp_method", mode)
        .text("data_layout", "NCHW")
        .flag("align_corners", op.alignCorners())
        .integer("align_mode", op.alignMode())
        .integer("out_d", -1)
        .integer("out_h", op.outputHeight() > 0 ? op.outputHeight() : -1)
        .integer("out_w", op.outputWidth() > 0 ? op.outputWidth() : -1);
    if (second) {
      operator.numbers("scale", scaled ? List.of(op.scaleHeight(), op.scaleWidth()) : List.of());
    } else {
      operator.number("scale", op.scaleHeight());
    }
  }
}
