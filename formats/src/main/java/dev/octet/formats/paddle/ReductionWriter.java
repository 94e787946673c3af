package dev.octet.formats.paddle;

import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Reduce;
import java.util.List;

/** Operators that make one number of many. */
final class ReductionWriter {
  private ReductionWriter() {}

  static void write(NodeSite site, Reduce op) {
    String kind =
        switch (op.kind()) {
          case MEAN -> "mean";
          case SUM -> "sum";
          case MAX -> "max";
          case MIN -> "min";
        };
    boolean all = op.axes().isEmpty();
    site.operator("reduce_" + kind)
        .in("X", site.input(0))
        .out("Out", site.output())
        .integers("dim", all ? List.of(0) : op.axes())
        .flag("keep_dim", op.keepDims())
        .flag("reduce_all", all)
        .integer("in_dtype", -1)
        .integer("out_dtype", -1);
  }

  static void write(NodeSite site, ArgMax op) {
    site.operator("arg_max")
        .in("X", site.input(0))
        .out("Out", site.output())
        .longInteger("axis", op.axis())
        .flag("keepdims", op.keepDims())
        .flag("flatten", op.flatten())
        .integer("dtype", ElementType.of(op.dtype()).number());
  }
}
