package dev.octet.bench.network;

import static dev.octet.bench.network.LayerBuilder.RELU6;
import static dev.octet.bench.network.LayerBuilder.scaled;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import java.util.List;

/** Depthwise and pointwise convolutions in turn. */
final class MobileNetV1 {
  /** The output channels and the stride of a depthwise and pointwise pair. */
  private record Pair(int channels, int stride) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(64, 1),
          new Pair(128, 2),
          new Pair(128, 1),
          new Pair(256, 2),
          new Pair(256, 1),
          new Pair(512, 2),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(1024, 2),
          new Pair(1024, 1));

  private MobileNetV1() {}

  static Graph build(LayerBuilder layers, double width) {
    int channels = scaled(32, width);
    Value x = layers.conv(layers.image(), 3, channels, 3, 2, RELU6);
    for (Pair pair : PAIRS) {
      x = layers.depthwise(x, channels, pair.stride(), RELU6);
      int outputs = scaled(pair.channels(), width);
      x = layers.conv(x, channels, outputs, 1, 1, RELU6);
      channels = outputs;
    }
    return layers.classifier(x, channels);
  }
}
