package dev.octet.formats.paddle;

import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Scale;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Operations element by element that are no activation, and tensors of one value. */
final class ElementwiseWriter {
  private ElementwiseWriter() {}

  static void write(NodeSite site, Binary op) {
    Optional<Tensor> right = site.variables().constant(site.inputValue(1));
    if (op.kind() == BinaryKind.POW
        && site.isCalled("pow")
        && right.filter(tensor -> tensor.elements() == 1).isPresent()) {
      site.operator("pow")
          .in("X", site.input(0))
          .out("Out", site.output())
          .number("factor", (float) right.get().element(0));
      return;
    }
    String kind =
        switch (op.kind()) {
          case ADD -> "add";
          case SUB -> "sub";
          case MUL -> "mul";
          case DIV -> "div";
          case MAX -> "max";
          case MIN -> "min";
          case POW -> "pow";
          case MOD -> "mod";
          case FLOOR_DIV -> "floordiv";
        };
    site.operator("elementwise_" + kind)
        .in("X", site.input(0))
        .in("Y", site.input(1))
        .out("Out", site.output())
        .integer("axis", op.axis());
  }

  static void write(NodeSite site, Scale op) {
    scale(
        site,
        op.scaleInput() ? List.of(site.input(1)) : List.of(),
        op.scale(),
        op.bias(),
        op.biasAfterScale());
  }

  /** Programs end with scales by 1, which stay those. */
  static void writeIdentity(NodeSite site) {
    if (site.isCalled("scale")) {
      scale(site, List.of(), 1, 0, true);
    } else {
      site.operator("assign").in("X", site.input(0)).out("Out", site.output());
    }
  }

  private static void scale(
      NodeSite site, List<String> tensor, float scale, float bias, boolean biasAfterScale) {
    site.operator("scale")
        .in("X", site.input(0))
        .in("ScaleTensor", tensor)
        .out("Out", site.output())
        .number("scale", scale)
        .number("bias", bias)
        .flag("bias_after_scale", biasAfterScale);
  }

  static void write(NodeSite site, Cast op) {
    site.operator("cast")
        .in("X", site.input(0))
        .out("Out", site.output())
        .integer("in_dtype", site.variables().elementType(site.inputValue(0)).number())
        .integer("out_dtype", ElementType.of(op.dtype()).number());
  }

  static void write(NodeSite site, Fill op) {
    OperatorBuilder operator = site.operator("fill_constant");
    if (!site.node().inputs().isEmpty()) {
      operator.in("ShapeTensor", site.input(0));
    }
    operator
        .out("Out", site.output())
        .longs("shape", op.shape().stream().map(Integer::longValue).toList())
        .integer("dtype", ElementType.of(op.dtype()).number())
        .number("value", (float) op.value())
        .text("str_value", text(op.value()));
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == (long) value ? Long.toString((long) value) : Double.toString(value);
  }
}
