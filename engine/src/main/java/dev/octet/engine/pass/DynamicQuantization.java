package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.tensor.QuantParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a linear operator over real numbers with dequantized int8 weights into one over int8: its
 * input is quantized in each run by its own range, of an image for convolutions, of a row for
 * matrix products. Operators that need the same of one value share it.
 */
public final class DynamicQuantization implements Pass {
  /** What an input stands for that was divided by its threshold. */
  static final QuantParams UNIT = QuantParams.perTensor(1);

  private final DynamicInt8 mode;

  public DynamicQuantization(DynamicInt8 mode) {
    this.mode = mode;
  }

  @Override
  public Graph apply(Graph graph) {
    if (mode == DynamicInt8.OFF) {
      return graph;
    }
    GraphEditor editor = new GraphEditor(graph);
    Map<Conversion, Node> conversions = new HashMap<>();
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      QuantizationMatch match =
          QuantizationMatch.of(node, mode, editor::producer, editor::constant);
      editor.emit(
          match instanceof QuantizationMatch.FoundDynamic found
              ? quantized(editor, conversions, node, found)
              : node);
    }
    return editor.finish();
  }

  private static Node quantized(
      GraphEditor editor,
      Map<Conversion, Node> conversions,
      Node node,
      QuantizationMatch.FoundDynamic found) {
    Value input = node.input(0);
    Node conversion =
        conversions.computeIfAbsent(
            new Conversion(input, quantize(node.op())),
            wanted -> {
              Node made = conversion(editor, wanted);
              editor.emit(made);
              return made;
            });
    List<Value> inputs = new ArrayList<>(List.of(conversion.output(), found.weights()));
    inputs.addAll(
        IntegerFactors.of(editor, node, found.integers(), UNIT.exactScale(0), found.params()));
    inputs.add(conversion.outputs().getLast());
    Epilogue epilogue = LinearOps.epilogue(node.op());
    if (epilogue.residual()) {
      inputs.add(node.inputs().getLast());
    }
    Op operation = LinearOps.with(ofRows(node.op()), epilogue.withBias());
    return node.with(new Quantized(operation, UNIT, SumScaling.DYNAMIC, Result.FLOAT), inputs);
  }

  private static Node conversion(GraphEditor editor, Conversion conversion) {
    Value integers = editor.fresh(conversion.input.name() + ".int8");
    Value thresholds = editor.fresh(conversion.input.name() + ".thresholds");
    return new Node(
        integers.name(),
        "quantize",
        conversion.op,
        List.of(conversion.input),
        List.of(integers, thresholds));
  }

  private static DynamicQuantize quantize(Op op) {
    return switch (op) {
      case Conv2d _, ConvTranspose2d _ -> new DynamicQuantize(1);
      case FullyConnected product -> new DynamicQuantize(product.inputColumnDims());
      case MatMul product -> new DynamicQuantize(-1, product.transposeX());
      default -> throw new IllegalArgumentException(op + " is not linear");
    };
  }

  /** The operator on an input that lies as it is multiplied. */
  private static Op ofRows(Op op) {
    return op instanceof MatMul product
        ? new MatMul(false, product.transposeY(), product.alpha(), product.epilogue())
        : op;
  }

  private record Conversion(Value input, DynamicQuantize op) {}
}
