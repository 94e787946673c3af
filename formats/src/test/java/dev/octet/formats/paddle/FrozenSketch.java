package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A frozen layer: {@code x → fake_quantize → conv2d or mul → fake_dequantize → y}, with weights
 * {@code w}, the threshold {@code s} of x and those of the channels in {@code c}. Fields are
 * changed before it is read.
 */
final class FrozenSketch {
  String operator = "conv2d";
  float[] weights = {1, -2, 127};
  long[] weightDims = {3, 1, 1, 1};
  boolean hasWeights = true;
  float threshold = 2;
  boolean hasThreshold = true;
  float[] channels = {1, 2, 3};
  boolean hasChannels = true;
  boolean perTensor;
  float maxRange = 16129;

  /** The threshold of x where sums become real; {@code s} itself where it is NaN. */
  float stated = Float.NaN;

  int bits = 8;
  int[] quantBits = {8, 8};
  int channelDims = 1;

  ModelSketch sketch() {
    boolean product = operator.equals("mul");
    ModelSketch sketch =
        product
            ? new ModelSketch().input("x", -1, weightDims[0])
            : new ModelSketch().input("x", -1, 1, 4, 4);
    if (hasWeights) {
      sketch.parameter("w", weights, weightDims);
    }
    if (hasThreshold) {
      sketch.parameter("s", new float[] {threshold}, 1);
    }
    if (hasChannels && !perTensor) {
      sketch.parameter("c", channels, channels.length);
    }
    if (!Float.isNaN(stated)) {
      sketch.parameter("t", new float[] {stated}, 1);
    }
    sketch
        .op("fake_quantize_range_abs_max")
        .in("X", "x")
        .in("InScale", "s")
        .out("Out", "q")
        .out("OutScale", "s")
        .attribute("bit_length", bits);
    linear(sketch, product);
    String input = Float.isNaN(stated) ? "s" : "t";
    if (perTensor) {
      sketch
          .op("fake_dequantize_max_abs")
          .in("X", "sums")
          .in("Scale", input)
          .out("Out", "y")
          .attribute("max_range", maxRange);
    } else {
      sketch
          .op("fake_channel_wise_dequantize_max_abs")
          .in("X", "sums")
          .in("Scales", "c", input)
          .out("Out", "y")
          .attribute("quant_bits", quantBits)
          .attribute("x_num_col_dims", channelDims);
    }
    return sketch.fetch("y");
  }

  private void linear(ModelSketch sketch, boolean product) {
    ModelSketch.Call call =
        sketch
            .op(operator)
            .in(product ? "X" : "Input", "q")
            .out(product ? "Out" : "Output", "sums");
    List<String> variables = new ArrayList<>();
    if (hasWeights) {
      variables.add("w");
    }
    call.in(product ? "Y" : "Filter", variables.toArray(String[]::new));
  }

  Graph read() throws IOException {
    return sketch().read();
  }
}
