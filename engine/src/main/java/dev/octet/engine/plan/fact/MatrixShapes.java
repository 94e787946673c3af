package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Matrix products. */
final class MatrixShapes {
  private MatrixShapes() {}

  static List<Fact> infer(NodeFacts facts, FullyConnected op) {
    requireInputs(facts, op.epilogue(), "x, weights");
    Shape output = output(facts, op);
    ConvolutionShapes.requireEpilogue(facts, op.epilogue(), columns(facts, op), output);
    return facts.result(DType.FLOAT32, output);
  }

  static List<Fact> infer(NodeFacts facts, MatMul op) {
    requireInputs(facts, op.epilogue(), "x, y");
    Shape output = output(facts, op);
    ConvolutionShapes.requireEpilogue(facts, op.epilogue(), columns(facts, op), output);
    return facts.result(DType.FLOAT32, output);
  }

  private static void requireInputs(NodeFacts facts, Epilogue epilogue, String operands) {
    int count = 2 + (epilogue.bias() ? 1 : 0) + (epilogue.residual() ? 1 : 0);
    facts.requireInputs(count, operands + ConvolutionShapes.form(epilogue));
    facts.requireType(0, DType.FLOAT32);
    facts.requireType(1, DType.FLOAT32);
  }

  /** How many columns the flattened weights have. */
  static int columns(NodeFacts facts, FullyConnected op) {
    Shape weights = facts.shape(1);
    return weights.elements(op.weightColumnDims(), weights.rank());
  }

  /** How many columns the right matrix has; 1 for a vector. */
  static int columns(NodeFacts facts, MatMul op) {
    Shape y = facts.shape(1);
    return y.rank() == 1 ? 1 : y.dim(op.transposeY() ? -2 : -1);
  }

  /** The shape of the product, whatever the types. */
  static Shape output(NodeFacts facts, FullyConnected op) {
    Shape x = facts.shape(0);
    Shape weights = facts.shape(1);
    requireSplit(facts, 0, op.inputColumnDims());
    requireSplit(facts, 1, op.weightColumnDims());
    int depth = x.elements(op.inputColumnDims(), x.rank());
    int rows = weights.elements(0, op.weightColumnDims());
    if (depth != rows) {
      throw facts.error(
          "%s flattened before dimension %d has %d columns, but %s has %d rows; they must be equal",
          facts.describe(0), op.inputColumnDims(), depth, facts.describe(1), rows);
    }
    return Shape.of(
        IntStream.concat(
                IntStream.of(x.toArray()).limit(op.inputColumnDims()),
                IntStream.of(weights.toArray()).skip(op.weightColumnDims()))
            .toArray());
  }

  private static void requireSplit(NodeFacts facts, int index, int columnDims) {
    int rank = facts.shape(index).rank();
    if (columnDims < 1 || columnDims >= rank) {
      throw facts.error(
          "%s cannot be a matrix split before dimension %d; that must lie in 1..%d",
          facts.describe(index), columnDims, rank - 1);
    }
  }

  /** The shape of the product, whatever the types. */
  static Shape output(NodeFacts facts, MatMul op) {
    Shape x = facts.shape(0);
    Shape y = facts.shape(1);
    if (x.rank() == 0 || y.rank() == 0) {
      throw facts.error("%s and %s must have rank 1 or more", facts.describe(0), facts.describe(1));
    }
    Shape left = x.rank() == 1 ? Shape.of(1, x.dim(0)) : transposed(x, op.transposeX());
    Shape right = y.rank() == 1 ? Shape.of(y.dim(0), 1) : transposed(y, op.transposeY());
    if (left.dim(-1) != right.dim(-2)) {
      throw facts.error(
          "%s%s has %d columns, but %s%s has %d rows; they must be equal",
          facts.describe(0),
          op.transposeX() ? " transposed" : "",
          left.dim(-1),
          facts.describe(1),
          op.transposeY() ? " transposed" : "",
          right.dim(-2));
    }
    IntStream batch =
        IntStream.of(Broadcast.of(-1, leading(left), leading(right)).result().toArray());
    IntStream rows = x.rank() == 1 ? IntStream.empty() : IntStream.of(left.dim(-2));
    IntStream columns = y.rank() == 1 ? IntStream.empty() : IntStream.of(right.dim(-1));
    return Shape.of(IntStream.concat(batch, IntStream.concat(rows, columns)).toArray());
  }

  private static Shape transposed(Shape shape, boolean transpose) {
    return transpose ? shape.with(-1, shape.dim(-2)).with(-2, shape.dim(-1)) : shape;
  }

  private static Shape leading(Shape shape) {
    return Shape.of(IntStream.of(shape.toArray()).limit(shape.rank() - 2L).toArray());
  }
}
