package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves changes of layout behind the operators that compute element by element, until they meet
 * their opposites. So a network with its channels last, or of one-dimensional convolutions, becomes
 * one in the layout of graphs: nothing stands between a convolution and what is fused with it.
 */
public final class SinkMovement implements Pass {
  private final ConstantEvaluator evaluator;

  public SinkMovement(ConstantEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public Graph apply(Graph graph) {
    if (graph.nodes().stream().map(Node::op).noneMatch(SinkMovement::changesLayout)) {
      return graph;
    }
    return new Sweep(graph, evaluator).graph();
  }

  private static boolean changesLayout(Op op) {
    return op instanceof Transpose || op instanceof Squeeze;
  }

  private static final class Sweep {
    private final Graph source;
    private final GraphEditor editor;
    private final SameShapes shapes;
    private final Map<Value, MovedValue> moved = new HashMap<>();

    Sweep(Graph source, ConstantEvaluator evaluator) {
      this.source = source;
      this.editor = new GraphEditor(source);
      this.shapes = new SameShapes(source, evaluator);
    }

    Graph graph() {
      for (Node original : source.nodes()) {
        Node node = editor.current(original);
        if (!undo(node) && !sink(node)) {
          editor.emit(node);
          movement(original, node).ifPresent(it -> moved.put(node.output(), it));
        }
      }
      return editor.finish();
    }

    private Optional<MovedValue> movement(Node original, Node node) {
      return switch (node.op()) {
        case Transpose(List<Integer> permutation) ->
            MovedValue.transposed(node.input(0), permutation);
        case Squeeze(List<Integer> axes) when axes.size() == 1 ->
            shapes
                .rank(original.input(0))
                .filter(rank -> shapes.isOne(original.input(0), axes.getFirst()))
                .map(rank -> MovedValue.squeezed(node.input(0), axes.getFirst(), rank));
        default -> Optional.empty();
      };
    }

    private boolean undo(Node node) {
      Optional<Value> same =
          Optional.ofNullable(moved.get(node.input(0)))
              .filter(input -> input.isUndoneBy(node.op()))
              .map(MovedValue::source);
      same.ifPresent(
          value -> {
            if (editor.isOutput(node.output())) {
              editor.emit(node.with(new Identity(), List.of(value)));
            } else {
              editor.substitute(node.output(), value);
            }
          });
      return same.isPresent();
    }

    /**
     * Emits the operator over what its inputs were before they were moved, and moves its result.
     */
    private boolean sink(Node node) {
      Optional<MovedValue> movement =
          node.inputs().stream().filter(moved::containsKey).findFirst().map(moved::get);
      return movement.isPresent() && sink(node, movement.get());
    }

    private boolean sink(Node node, MovedValue movement) {
      Optional<List<Value>> sources =
          switch (node.op()) {
            case Activate _, Scale _ -> first(node);
            case Quantize quantize when quantize.params().isPerTensor() -> first(node);
            case Dequantize dequantize when dequantize.params().isPerTensor() -> first(node);
            case BatchNorm _ when movement.keepsChannels() -> first(node);
            case Binary binary -> operands(node, binary.axis(), movement);
            default -> Optional.empty();
          };
      if (sources.isEmpty()) {
        return false;
      }
      Op op =
          node.op() instanceof Binary(var kind, _, var activation)
              ? new Binary(kind, -1, activation)
              : node.op();
      Value result = editor.fresh(node.output().name() + ".unmoved");
      editor.emit(new Node(node.name(), node.type(), op, sources.get(), List.of(result)));
      MovedValue output = movement.over(result);
      Op back = output.movement();
      editor.emit(new Node(result.name(), back.name(), back, List.of(result), node.outputs()));
      moved.put(node.output(), output);
      return true;
    }

    /** The inputs with the source of the first; those beside it have no dimensions in common. */
    private Optional<List<Value>> first(Node node) {
      return Optional.ofNullable(moved.get(node.input(0)))
          .map(
              input -> {
                List<Value> inputs = new ArrayList<>(node.inputs());
                inputs.set(0, input.source());
                return inputs;
              });
    }

    /** Two operands, moved alike or one of them constant. */
    private Optional<List<Value>> operands(Node node, int axis, MovedValue movement) {
      List<Value> inputs = new ArrayList<>();
      boolean plain = true;
      for (Value input : node.inputs()) {
        MovedValue other = moved.get(input);
        Optional<Tensor> constant = editor.constant(input);
        if (other != null && other.movesLike(movement)) {
          inputs.add(other.source());
        } else if (constant.isPresent() && fits(constant.get().shape(), axis, movement)) {
          inputs.add(unmoved(input, constant.get().shape(), axis, movement));
          plain = false;
        } else {
          return Optional.empty();
        }
      }
      return plain && axis > 0 ? Optional.empty() : Optional.of(inputs);
    }

    private static boolean fits(Shape constant, int axis, MovedValue movement) {
      int first = first(constant, axis, movement);
      return constant.elements() > 0 && first >= 0 && first + constant.rank() <= movement.rank();
    }

    /** The dimension of a moved value that the first one of a constant stands for. */
    private static int first(Shape constant, int axis, MovedValue movement) {
      int most = movement.rank() - constant.rank();
      return axis < 0 || most == 0 ? most : axis;
    }

    private Value unmoved(Value constant, Shape shape, int axis, MovedValue movement) {
      Value value = constant;
      for (Op op : movement.undoing(shape, first(shape, axis, movement))) {
        Value result = editor.fresh(constant.name() + ".unmoved");
        editor.emit(new Node(result.name(), op.name(), op, List.of(value), List.of(result)));
        value = result;
      }
      return value;
    }
  }
}
