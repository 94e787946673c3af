package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Folds batch normalisation behind a float convolution into the weights, and what is left of it
 * into a sum with one number a channel that takes its place; a bias between the two goes into that
 * number. Names stay: the convolution gives the variable it gave, the sum that of the
 * normalisation. Weights that something else reads too stay as they are, and so do those of a
 * transposed convolution in groups, as in Paddle.
 */
public final class FoldNormalization implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      if (!fold(editor, node)) {
        editor.emit(node);
      }
    }
    return editor.finish();
  }

  private static boolean fold(GraphEditor editor, Node norm) {
    if (!(norm.op() instanceof BatchNorm(float epsilon))) {
      return false;
    }
    Optional<Node> before = readOnce(editor, norm.input(0));
    Optional<Bias> bias = before.flatMap(node -> Bias.of(editor, node));
    Optional<Node> convolution =
        bias.isPresent() ? readOnce(editor, bias.get().node().input(0)) : before;
    if (convolution.isEmpty() || !isPlain(convolution.get().op())) {
      return false;
    }
    Node conv = convolution.get();
    Optional<Tensor> weights = editor.constant(conv.input(1));
    if (weights.isEmpty() || !editor.isReadOnce(conv.input(1))) {
      return false;
    }
    int channels = LinearOps.outputChannels(conv.op(), weights.get().shape());
    Optional<ChannelAffine> affine =
        ChannelAffine.normalization(norm, epsilon, channels, editor::constant);
    if (affine.isEmpty() || bias.stream().anyMatch(it -> it.tensor().elements() != channels)) {
      return false;
    }
    emit(editor, conv, weights.get(), affine.get(), bias, norm);
    return true;
  }

  private static void emit(
      GraphEditor editor,
      Node conv,
      Tensor weights,
      ChannelAffine affine,
      Optional<Bias> bias,
      Node norm) {
    Tensor scaled = FoldAffine.scaled(conv.op(), weights, affine.factor());
    Value filter = conv.input(1);
    editor.define(filter, scaled);
    float[] shift = new float[affine.shift().length];
    for (int i = 0; i < shift.length; i++) {
      double given = bias.isPresent() ? bias.get().tensor().element(i) : 0;
      shift[i] = (float) (affine.shift()[i] + given * affine.factor()[i]);
    }
    Value added = editor.addConstant(norm.name() + ".shift", Tensor.of(shift, shift.length));
    editor.emit(
        new Node(
            norm.name(),
            "elementwise_add",
            new Binary(BinaryKind.ADD, 1),
            List.of(conv.output(), added),
            norm.outputs()));
  }

  private static Optional<Node> readOnce(GraphEditor editor, Value value) {
    return editor.isReadOnce(value) ? editor.producer(value) : Optional.empty();
  }

  private static boolean isPlain(Op op) {
    boolean folds =
        switch (op) {
          case Conv2d _ -> true;
          case ConvTranspose2d transposed -> transposed.groups() == 1;
          default -> false;
        };
    return folds && LinearOps.epilogue(op).equals(Epilogue.NONE);
  }

  /** The sum with one number a channel. */
  private record Bias(Node node, Tensor tensor) {
    static Optional<Bias> of(GraphEditor editor, Node node) {
      boolean adds = node.op().equals(new Binary(BinaryKind.ADD, 1));
      return adds
          ? editor
              .constant(node.input(1))
              .filter(tensor -> tensor.shape().rank() == 1)
              .map(tensor -> new Bias(node, tensor))
          : Optional.empty();
    }
  }
}
