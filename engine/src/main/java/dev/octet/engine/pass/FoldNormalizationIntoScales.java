package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Folds batch normalisation behind a linear operator with int8 weights into the scales of the
 * weights and a bias, for a smaller file: one number a channel in place of four. Names stay, and
 * the integers too, but for the sign of channels with a negative factor. Compiling the result gives
 * the same multipliers to one rounding of a threshold to float32.
 */
public final class FoldNormalizationIntoScales implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      editor.emit(folded(editor, node).orElse(node));
    }
    return editor.finish();
  }

  private static Optional<Node> folded(GraphEditor editor, Node node) {
    if (!(node.op() instanceof BatchNorm(float epsilon)) || !editor.isReadOnce(node.input(0))) {
      return Optional.empty();
    }
    Optional<Node> linear = editor.producer(node.input(0)).filter(before -> isPlain(before.op()));
    if (linear.isEmpty()) {
      return Optional.empty();
    }
    Value weights = linear.get().input(1);
    Optional<Node> conversion = editor.producer(weights);
    if (conversion.isEmpty()
        || !(conversion.get().op() instanceof Dequantize(QuantParams params))
        || params.bits() != 8) {
      return Optional.empty();
    }
    Optional<Tensor> integers =
        editor.constant(conversion.get().input(0)).filter(it -> it.dtype() == DType.INT8);
    return integers.flatMap(
        tensor ->
            channels(linear.get().op(), tensor.shape(), params)
                .flatMap(n -> ChannelAffine.normalization(node, epsilon, n, editor::constant))
                .flatMap(affine -> fold(editor, node, linear.get(), tensor, params, affine)));
  }

  private static boolean isPlain(Op op) {
    return LinearOps.isLinear(op) && LinearOps.epilogue(op).equals(Epilogue.NONE);
  }

  /** The channels, where each has a filter of its own that can be scaled. */
  private static Optional<Integer> channels(Op op, Shape weights, QuantParams params) {
    int axis = LinearOps.channelAxis(op, weights);
    boolean shared = op instanceof ConvTranspose2d conv && conv.groups() > 1;
    boolean fits = axis >= 0 && !shared && (params.isPerTensor() || params.axis() == axis);
    return fits ? Optional.of(weights.dim(axis)) : Optional.empty();
  }

  private static Optional<Node> fold(
      GraphEditor editor,
      Node norm,
      Node linear,
      Tensor integers,
      QuantParams params,
      ChannelAffine affine) {
    int axis = LinearOps.channelAxis(linear.op(), integers.shape());
    Optional<byte[]> signed = signed(integers, axis, affine.factor());
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    int channels = affine.factor().length;
    float[] thresholds = new float[channels];
    float[] bias = new float[channels];
    for (int i = 0; i < channels; i++) {
      double factor = Math.abs(affine.factor()[i]);
      float threshold = params.threshold(params.isPerTensor() ? 0 : i);
      thresholds[i] = Math.max((float) (threshold * factor), Float.MIN_NORMAL);
      bias[i] = (float) affine.shift()[i];
      if (!Float.isFinite(thresholds[i]) || !Float.isFinite(bias[i])) {
        return Optional.empty();
      }
    }
    Tensor flipped = Tensor.of(DType.INT8, integers.shape(), MemorySegment.ofArray(signed.get()));
    Value real = scaled(editor, linear.input(1), flipped, QuantParams.perAxis(axis, thresholds));
    Value shift = editor.addConstant(linear.name() + ".bias", Tensor.of(bias, channels));
    Op op = LinearOps.with(linear.op(), Epilogue.NONE.withBias());
    return Optional.of(
        new Node(
            linear.name(),
            linear.type(),
            op,
            List.of(linear.input(0), real, shift),
            norm.outputs()));
  }

  /** Real weights of other integers and scales, under the same names where nothing else reads. */
  private static Value scaled(
      GraphEditor editor, Value weights, Tensor integers, QuantParams params) {
    Node conversion = editor.producer(weights).orElseThrow();
    Value held = conversion.input(0);
    var dequantize = new Dequantize(params);
    if (editor.isReadOnce(weights) && editor.isReadOnce(held)) {
      editor.define(held, integers);
      editor.replace(conversion, conversion.with(dequantize, List.of(held)));
      return weights;
    }
    Value other = editor.addConstant(held.name() + ".scaled", integers);
    Value real = editor.fresh(weights.name() + ".scaled");
    editor.emit(
        new Node(real.name(), "dequantize_linear", dequantize, List.of(other), List.of(real)));
    return real;
  }

  /**
   * The integers with the sign of each channel's factor; empty where -128 would change its sign.
   */
  private static Optional<byte[]> signed(Tensor integers, int axis, double[] factors) {
    byte[] data = integers.toBytes();
    Shape shape = integers.shape();
    int inner = shape.elements(axis + 1, shape.rank());
    for (int i = 0; i < data.length; i++) {
      double sign = Math.signum(factors[i / inner % shape.dim(axis)]);
      if (sign < 0 && data[i] == Byte.MIN_VALUE) {
        return Optional.empty();
      }
      data[i] = (byte) (data[i] * sign);
    }
    return Optional.of(data);
  }
}
