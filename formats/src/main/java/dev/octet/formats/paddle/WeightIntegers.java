package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.Arrays;
import java.util.Optional;

/** Constant weights as int8. */
final class WeightIntegers {
  /** The threshold of weights that are all 0, which must be a positive number. */
  static final float OF_ZEROS = 1e-30f;

  private WeightIntegers() {}

  /**
   * Integers that a file holds, in whatever type, as an int8 constant that stands for {@code
   * params}.
   *
   * @throws ModelFormatException if they are no integers of as many bits, or stand for something
   *     else elsewhere
   */
  static Value held(
      Operator operator, String variable, Tensor tensor, QuantParams params, Scope scope)
      throws ModelFormatException {
    operator.examined(tensor);
    requireIntegers(operator, variable, tensor, params);
    requireMeaning(operator, variable, params, scope);
    return scope.bytes(variable, tensor).orElseThrow();
  }

  /** Whether all elements are whole numbers, as no trained weights are. */
  static boolean areIntegers(Tensor tensor) {
    for (int i = 0; i < tensor.elements(); i++) {
      if (tensor.element(i) != Math.rint(tensor.element(i))) {
        return false;
      }
    }
    return true;
  }

  /** Refuses the first element that is no integer of {@code params}. */
  private static void requireIntegers(
      Operator operator, String variable, Tensor tensor, QuantParams params)
      throws ModelFormatException {
    for (int i = 0; i < tensor.elements(); i++) {
      double element = tensor.element(i);
      if (!(element >= params.low() && element <= params.high() && element == Math.rint(element))) {
        throw operator.error(
            "element %d of weights '%s' is %s; quantized to %d bits it must be an integer in %d..%d"
                .formatted(i, variable, element, params.bits(), params.low(), params.high()));
      }
    }
  }

  /** Refuses integers that stand for other numbers where they were read before. */
  static void requireMeaning(Operator operator, String variable, QuantParams params, Scope scope)
      throws ModelFormatException {
    QuantParams before = scope.meaning(variable).orElse(params);
    if (!haveSameScales(before, params)) {
      throw operator.error(
          "integers '%s' stand for %s here, but for %s elsewhere; their scales must be equal"
              .formatted(variable, params, before));
    }
    scope.setMeaning(variable, params);
  }

  private static boolean haveSameScales(QuantParams a, QuantParams b) {
    if (a.axis() != b.axis() || a.count() != b.count() || a.bits() != b.bits()) {
      return false;
    }
    for (int i = 0; i < a.count(); i++) {
      if (a.threshold(i) != b.threshold(i)) {
        return false;
      }
    }
    return true;
  }

  /** The largest magnitude of all elements, or of each index of {@code axis}. */
  static float[] thresholds(Tensor tensor, int axis) {
    int count = axis == QuantParams.PER_TENSOR ? 1 : tensor.shape().dim(axis);
    int inner = inner(tensor, axis);
    float[] thresholds = new float[count];
    for (int i = 0; i < tensor.elements(); i++) {
      int index = i / inner % count;
      thresholds[index] = Math.max(thresholds[index], (float) Math.abs(tensor.element(i)));
    }
    return thresholds;
  }

  /** The parameters of real weights; empty where a threshold is no finite number. */
  static Optional<QuantParams> params(float[] thresholds, int axis) {
    float[] positive = thresholds.clone();
    for (int i = 0; i < positive.length; i++) {
      if (!Float.isFinite(positive[i])) {
        return Optional.empty();
      }
      positive[i] = Math.max(positive[i], OF_ZEROS);
    }
    return Optional.of(
        axis == QuantParams.PER_TENSOR
            ? QuantParams.perTensor(positive[0])
            : QuantParams.perAxis(axis, positive));
  }

  /** Real weights quantized as {@code params} say. */
  static Tensor quantize(Tensor tensor, QuantParams params) {
    int inner = inner(tensor, params.axis());
    byte[] bytes = new byte[tensor.elements()];
    for (int i = 0; i < bytes.length; i++) {
      int index = params.isPerTensor() ? 0 : i / inner % params.count();
      float v = (float) tensor.element(i) * params.inverseScale(index);
      double rounded =
          params.rounding() == Rounding.HALF_EVEN
              ? Math.rint(v)
              : Math.copySign(Math.floor(Math.abs((double) v) + 0.5), v);
      bytes[i] = (byte) Math.clamp(rounded, params.low(), params.high());
    }
    return Tensor.of(bytes, tensor.shape().toArray());
  }

  private static int inner(Tensor tensor, int axis) {
    int[] dims = tensor.shape().toArray();
    return axis == QuantParams.PER_TENSOR
        ? Math.max(1, tensor.elements())
        : Math.max(1, Arrays.stream(dims).skip(axis + 1L).reduce(1, (a, b) -> a * b));
  }
}
