package dev.octet.formats.paddle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The operators that can be read. */
final class OperatorMappings {
  private static final Map<String, OperatorMapping> BY_TYPE = new HashMap<>();

  static {
    BY_TYPE.putAll(ConvolutionOperators.mappings());
    BY_TYPE.putAll(MatrixOperators.mappings());
    BY_TYPE.putAll(ElementwiseOperators.mappings());
    BY_TYPE.putAll(ActivationOperators.mappings());
    BY_TYPE.putAll(NormalizationOperators.mappings());
    BY_TYPE.putAll(ComposedOperators.mappings());
    BY_TYPE.putAll(PoolingOperators.mappings());
    BY_TYPE.putAll(ShapeOperators.mappings());
    BY_TYPE.putAll(SelectionOperators.mappings());
    BY_TYPE.putAll(ConstantOperators.mappings());
    BY_TYPE.putAll(InterpolationOperators.mappings());
    BY_TYPE.putAll(PaddingOperators.mappings());
    BY_TYPE.putAll(ReductionOperators.mappings());
    BY_TYPE.putAll(FakeQuantizationOperators.mappings());
    BY_TYPE.putAll(LinearQuantizationOperators.mappings());
    BY_TYPE.putAll(LiteOperators.mappings());
  }

  private OperatorMappings() {}

  static Optional<OperatorMapping> of(String type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  static SortedSet<String> types() {
    return new TreeSet<>(BY_TYPE.keySet());
  }
}
