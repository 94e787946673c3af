package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators that make tensors out of attributes, or pass them on. */
final class ConstantOperators {
  /** Larger tensors of one value are made in a run instead of being held by the graph. */
  private static final int CONSTANT_LIMIT = 1024;

  private ConstantOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "fill_constant", ConstantOperators::fill,
        "fill_any_like", ConstantOperators::fillLike,
        "fill_zeros_like", ConstantOperators::fillLike,
        "assign_value", ConstantOperators::assignValue,
        "assign", ConstantOperators::assign,
        "cast", ConstantOperators::cast);
  }

  private static void fill(Operator operator) throws ModelFormatException {
    DType dtype = dtype(operator, "dtype", 5);
    double value = fillValue(operator);
    Optional<IntegerVector> computed = IntegerVector.of(operator, "ShapeTensorList", "ShapeTensor");
    if (computed.isPresent() && !(computed.get() instanceof IntegerVector.Known)) {
      operator.give("Out", new Fill(List.of(), dtype, value), computed.get().value(operator));
      return;
    }
    List<Integer> shape =
        operator.place().toInts("shape", operator.orAttribute(computed, "shape", List.of()));
    if (shape.stream().anyMatch(dim -> dim < 0)) {
      throw operator.error("shape " + shape + ": must not be negative");
    }
    int elements = Shape.of(shape.stream().mapToInt(dim -> dim).toArray()).elements();
    if (elements > CONSTANT_LIMIT) {
      operator.giveAll(
          List.of(operator.outputVariable("Out")), new Fill(shape, dtype, value), List.of());
    } else {
      double[] values = new double[elements];
      Arrays.fill(values, value);
      operator.giveConstant("Out", tensor(dtype, shape, values));
    }
  }

  /** Without a type of its own, the result has that of the input. */
  private static void fillLike(Operator operator) throws ModelFormatException {
    boolean own = operator.attributes().integer("dtype", -1) >= 0;
    DType dtype =
        own
            ? dtype(operator, "dtype", -1)
            : ElementType.of(operator.elementType(operator.variable("X")))
                .orElseThrow(() -> operator.error("the element type of input X is not declared"))
                .dtype();
    Value shape = operator.step(new ShapeOf(), operator.input("X"));
    double value = operator.attributes().number("value", 0);
    operator.give("Out", new Fill(List.of(), dtype, value), shape);
  }

  private static double fillValue(Operator operator) throws ModelFormatException {
    if (operator.has("ValueTensor")) {
      return operator.scalar("ValueTensor");
    }
    String text = operator.attributes().text("str_value", "");
    if (text.isEmpty()) {
      return operator.attributes().number("value", 0);
    }
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw operator.place().error("attribute 'str_value' is '" + text + "', no number", e);
        }
      }
    };
  }

  private static void assignValue(Operator operator) throws ModelFormatException {
    DType dtype = dtype(operator, "dtype", 5);
    List<Integer> shape = operator.attributes().integers("shape", List.of());
    List<Double> values = List.of();
    for (String name :
        List.of("values", "fp32_values", "int32_values", "int64_values", "bool_values")) {
      if (values.isEmpty()) {
        values = operator.attributes().numbers(name, List.of());
      }
    }
    int elements = Shape.of(shape.stream().mapToInt(dim -> dim).toArray()).elements();
    if (elements != values.size()) {
      throw operator.error("%d values do not fill shape %s".formatted(values.size(), shape));
    }
    operator.giveConstant(
        "Out", tensor(dtype, shape, values.stream().mapToDouble(value -> value).toArray()));
  }

  private static void assign(Operator operator) throws ModelFormatException {
    Optional<Tensor> known = operator.known(operator.variable("X"));
    if (known.isPresent()) {
      operator.giveConstant("Out", known.get());
    } else {
      operator.give("Out", new Identity(), operator.input("X"));
    }
  }

  private static void cast(Operator operator) throws ModelFormatException {
    DType dtype = dtype(operator, "out_dtype", -1);
    Value x = operator.input("X");
    operator.give("Out", new Cast(dtype), x);
  }

  static DType dtype(Operator operator, String attribute, int absent) throws ModelFormatException {
    int number = operator.attributes().integer(attribute, absent);
    return ElementType.of(number)
        .orElseThrow(
            () ->
                operator.error(
                    "attribute '%s' is the unknown type %d".formatted(attribute, number)))
        .dtype();
  }

  private static Tensor tensor(DType dtype, List<Integer> shape, double[] values) {
    Tensor tensor = Tensor.zeros(dtype, Shape.of(shape.stream().mapToInt(dim -> dim).toArray()));
    MemorySegment to = tensor.segment();
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      switch (dtype) {
        case FLOAT32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
        case FLOAT64 -> to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
        case INT8, UINT8 -> to.setAtIndex(ValueLayout.JAVA_BYTE, i, (byte) value);
        case BOOL -> to.setAtIndex(ValueLayout.JAVA_BYTE, i, (byte) (value == 0 ? 0 : 1));
        case INT16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) value);
        case INT32 -> to.setAtIndex(ValueLayout.JAVA_INT, i, (int) value);
        case INT64 -> to.setAtIndex(ValueLayout.JAVA_LONG, i, (long) value);
      }
    }
    return tensor;
  }
}
