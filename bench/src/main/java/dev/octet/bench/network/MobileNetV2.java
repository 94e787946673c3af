package dev.octet.bench.network;

import static dev.octet.bench.network.LayerBuilder.RELU6;
import static dev.octet.bench.network.LayerBuilder.scaled;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import java.util.List;

/** Blocks that widen, convolve depthwise and narrow without an activation. */
final class MobileNetV2 {
  /** Equal blocks, of which the first has the stride. */
  private record Stage(int expansion, int channels, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  private MobileNetV2() {}

  static Graph build(LayerBuilder layers, double width) {
    int channels = scaled(32, width);
    Value x = layers.conv(layers.image(), 3, channels, 3, 2, RELU6);
    for (Stage stage : STAGES) {
      int outputs = scaled(stage.channels(), width);
      for (int i = 0; i < stage.blocks(); i++) {
        x = block(layers, x, channels, outputs, stage.expansion(), i == 0 ? stage.stride() : 1);
        channels = outputs;
      }
    }
    int last = scaled(1280, Math.max(1, width));
    return layers.classifier(layers.conv(x, channels, last, 1, 1, RELU6), last);
  }

  private static Value block(
      LayerBuilder layers, Value x, int inputs, int outputs, int expansion, int stride) {
    int wide = inputs * expansion;
    Value y = expansion == 1 ? x : layers.conv(x, inputs, wide, 1, 1, RELU6);
    y = layers.depthwise(y, wide, stride, RELU6);
    y = layers.conv(y, wide, outputs, 1, 1, Activation.NONE);
    return stride == 1 && inputs == outputs ? layers.add(x, y, Activation.NONE) : y;
  }
}
