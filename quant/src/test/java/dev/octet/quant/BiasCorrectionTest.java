package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BiasCorrectionTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, QuantParams.PER_TENSOR})
  void corrected_weights_have_the_spread_of_the_real_ones_and_their_mean_times_its_factor(
      int axis) {
    Tensor weights = Graphs.normal(9, 3, 4, 50);
    int channels = axis < 0 ? 1 : weights.shape().dim(axis);
    float[] thresholds = new float[channels];
    for (int i = 0; i < channels; i++) {
      thresholds[i] = 1.5f + i / 4f; // clips some
    }
    QuantParams params =
        axis < 0 ? QuantParams.perTensor(thresholds[0]) : QuantParams.perAxis(axis, thresholds);
    Tensor integers = WeightQuantizer.quantize(weights, params);

    Tensor corrected = BiasCorrection.correct(weights, integers, params);

    Tensor rounded = dequantized(integers, params);
    for (int channel = 0; channel < channels; channel++) {
      double[] real = moments(weights, axis, channel);
      double[] found = moments(corrected, axis, channel);
      double factor = real[1] / moments(rounded, axis, channel)[1];
      assertThat(factor).as("clipping narrows").isGreaterThan(1.01);
      assertThat(found[1]).as("spread").isCloseTo(real[1], within(1e-5));
      assertThat(found[0]).as("mean").isCloseTo(real[0] * factor, within(1e-5));
    }
  }

  private static Tensor dequantized(Tensor integers, QuantParams params) {
    var layout = WeightLayout.of(integers.shape(), params.axis());
    float[] real = new float[integers.elements()];
    for (int i = 0; i < real.length; i++) {
      real[i] = integers.integer(i) * params.threshold(layout.channel(i)) / 127;
    }
    return Tensor.of(real, integers.shape().toArray());
  }

  private static double[] moments(Tensor tensor, int axis, int channel) {
    var layout = WeightLayout.of(tensor.shape(), axis);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < tensor.elements(); i++) {
      if (layout.channel(i) == channel) {
        sum += tensor.element(i);
        squares += tensor.element(i) * tensor.element(i);
        count++;
      }
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }
}
