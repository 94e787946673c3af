package dev.octet.bench.network;

import static dev.octet.bench.network.LayerBuilder.RELU;
import static dev.octet.bench.network.LayerBuilder.scaled;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import java.util.List;

/** Bottleneck blocks with residuals. */
final class ResNet50 {
  private static final int EXPANSION = 4;

  /** Equal blocks of narrow {@code channels}, of which the first has the stride. */
  private record Stage(int channels, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(64, 3, 1), new Stage(128, 4, 2), new Stage(256, 6, 2), new Stage(512, 3, 2));

  private ResNet50() {}

  static Graph build(LayerBuilder layers, double width) {
    int channels = scaled(64, width);
    Value x = layers.maxPool(layers.conv(layers.image(), 3, channels, 7, 2, RELU));
    for (Stage stage : STAGES) {
      int narrow = scaled(stage.channels(), width);
      for (int i = 0; i < stage.blocks(); i++) {
        x = block(layers, x, channels, narrow, i == 0 ? stage.stride() : 1);
        channels = narrow * EXPANSION;
      }
    }
    return layers.classifier(x, channels);
  }

  private static Value block(LayerBuilder layers, Value x, int inputs, int narrow, int stride) {
    int outputs = narrow * EXPANSION;
    Value y = layers.conv(x, inputs, narrow, 1, 1, RELU);
    y = layers.conv(y, narrow, narrow, 3, stride, RELU);
    y = layers.conv(y, narrow, outputs, 1, 1, Activation.NONE);
    Value shortcut =
        stride == 1 && inputs == outputs
            ? x
            : layers.conv(x, inputs, outputs, 1, stride, Activation.NONE);
    return layers.add(y, shortcut, RELU);
  }
}
