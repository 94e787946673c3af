package dev.octet.quant;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;

/**
 * A node that is to compute on int8: the product or convolution of an activation, its input 0, with
 * constant weights, its input 1.
 *
 * @param channelAxis the axis of the weights that runs over the output channels
 */
record LinearNode(Node node, int channelAxis) {
  Value activation() {
    return node.input(0);
  }

  Value weights() {
    return node.input(1);
  }
}
