package dev.octet.quant;

import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/** How the values of a graph become integers. */
interface QuantizationScheme {
  /** Whether there are parameters for an activation, which may stay real where there are none. */
  boolean covers(Value value);

  /** The parameters of an activation; empty where activations stay real numbers. */
  Optional<QuantParams> activation(Value value);

  /**
   * @param axis the axis of the weights' scales, or {@link QuantParams#PER_TENSOR}
   */
  QuantParams weights(Value weights, int axis, Tensor tensor);

  /** The integers that stand for weights. */
  Tensor integers(Tensor weights, QuantParams params);
}
