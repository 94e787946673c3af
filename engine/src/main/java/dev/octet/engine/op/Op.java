package dev.octet.engine.op;

/**
 * What a node computes: one record an operator. Inputs and outputs are values of the node, in the
 * order each record states; shapes and layouts are those of the graph, {@code NCHW} for images.
 */
public sealed interface Op
    permits Activate,
        AdaptivePool2d,
        ArgMax,
        BatchNorm,
        Binary,
        Cast,
        Concat,
        Conv2d,
        ConvTranspose2d,
        Dequantize,
        DynamicQuantize,
        Expand,
        FakeDequantize,
        FakeQuantize,
        Fill,
        Flatten,
        FlattenTo2d,
        FullyConnected,
        Gather,
        Identity,
        Interpolate,
        LayerNorm,
        MatMul,
        PRelu,
        Pad,
        PixelShuffle,
        Pool2d,
        Quantize,
        Quantized,
        QuantizedBinary,
        Reduce,
        Requantize,
        Reshape,
        Scale,
        ShapeOf,
        Slice,
        Softmax,
        Split,
        Squeeze,
        Stack,
        Transpose,
        Unsqueeze {

  /** The name of the operator in reports and listings. */
  default String name() {
    return getClass().getSimpleName();
  }
}
