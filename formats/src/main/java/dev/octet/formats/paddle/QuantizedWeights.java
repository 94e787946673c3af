package dev.octet.formats.paddle;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;

/** Constant integers and what they stand for. */
record QuantizedWeights(Tensor integers, QuantParams params) {

  /** The same with dimensions of 1, each at its axis of the shape that grows. */
  QuantizedWeights unsqueezed(Operator operator, List<Integer> axes) throws ModelFormatException {
    List<Integer> dims = new ArrayList<>();
    for (int dim : integers.shape().toArray()) {
      dims.add(dim);
    }
    int channels = params.axis();
    for (int stated : axes) {
      int axis = stated < 0 ? stated + dims.size() + 1 : stated;
      if (axis < 0 || axis > dims.size()) {
        throw operator.error(
            "axis %d is outside of the %d dimensions of '%s'"
                .formatted(stated, dims.size() + 1, operator.variable("X")));
      }
      dims.add(axis, 1);
      channels += axis <= channels ? 1 : 0;
    }
    int[] shape = dims.stream().mapToInt(Integer::intValue).toArray();
    return new QuantizedWeights(
        integers.reshape(shape), params.isPerTensor() ? params : params.withAxis(channels));
  }
}
