package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.tensor.DType;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Map;

/** Operators that make one number of many. */
final class ReductionOperators {
  private static final int BOOL = 0;
  private static final int INT32 = 2;
  private static final int INT64 = 3;

  private ReductionOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "reduce_mean", operator -> reduce(operator, ReduceKind.MEAN),
        "reduce_sum", operator -> reduce(operator, ReduceKind.SUM),
        "reduce_max", operator -> reduce(operator, ReduceKind.MAX),
        "reduce_min", operator -> reduce(operator, ReduceKind.MIN),
        "mean", ReductionOperators::mean,
        "arg_max", ReductionOperators::argMax);
  }

  private static void reduce(Operator operator, ReduceKind kind) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    List<Integer> axes =
        attributes.flag("reduce_all", false) ? List.of() : attributes.integers("dim", List.of(0));
    operator.give(
        "Out",
        new Reduce(kind, axes, attributes.flag("keep_dim", false)),
        kind == ReduceKind.SUM ? summands(operator) : operator.input("X"));
  }

  /** Integers and booleans are summed in the type that is asked for, or else declared. */
  private static Value summands(Operator operator) throws ModelFormatException {
    Value x = operator.input("X");
    int from = operator.elementType(operator.variable("X"));
    int declared = operator.elementType(operator.outputVariable("Out"));
    int asked = operator.attributes().integer("out_dtype", -1);
    boolean narrow = from == BOOL || from == INT32;
    if (asked >= 0 && asked != from && (narrow || from == INT64)) {
      return operator.step(new Cast(ConstantOperators.dtype(operator, "out_dtype", asked)), x);
    }
    return asked < 0 && narrow && declared == INT64 ? operator.step(new Cast(DType.INT64), x) : x;
  }

  private static void mean(Operator operator) throws ModelFormatException {
    operator.give("Out", new Reduce(ReduceKind.MEAN, List.of(), false), operator.input("X"));
  }

  private static void argMax(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    int dtype = attributes.integer("dtype", INT64);
    if (dtype != -1 && dtype != INT64 && dtype != INT32) {
      throw operator.error("attribute 'dtype' is " + dtype + ": must be int32 or int64");
    }
    operator.give(
        "Out",
        new ArgMax(
            attributes.integer("axis", -1),
            attributes.flag("keepdims", false),
            attributes.flag("flatten", false),
            dtype == INT32 ? DType.INT32 : DType.INT64),
        operator.input("X"));
  }
}
