package dev.octet.engine.plan.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A row of a table of shape inference.
 *
 * @param expected the facts of the outputs as text, or a part of the message of the error
 */
record ShapeCase(Op op, int outputs, List<Fact> inputs, String expected) {

  static ShapeCase of(Op op, String expected, Fact... inputs) {
    return new ShapeCase(op, 1, List.of(inputs), expected);
  }

  ShapeCase withOutputs(int count) {
    return new ShapeCase(op, count, inputs, expected);
  }

  /** A float32 value. */
  static Fact real(int... dims) {
    return Fact.of(DType.FLOAT32, Shape.of(dims));
  }

  static Fact fact(DType dtype, int... dims) {
    return Fact.of(dtype, Shape.of(dims));
  }

  /** A constant int64 vector. */
  static Fact vector(long... elements) {
    return Fact.of(Tensor.of(elements, elements.length));
  }

  void assertInferred() {
    assertThat(infer()).extracting(Fact::toString).containsExactly(expected.split(" "));
  }

  void assertRefused() {
    assertThatThrownBy(this::infer)
        .isInstanceOf(GraphException.class)
        .hasMessageStartingWith("node 'the-node' (the_type): ")
        .hasMessageContaining(expected);
  }

  private List<Fact> infer() {
    List<Value> values =
        IntStream.range(0, inputs.size()).mapToObj(i -> new Value("in" + i)).toList();
    List<Value> results = IntStream.range(0, outputs).mapToObj(i -> new Value("out" + i)).toList();
    return ShapeInference.infer(new Node("the-node", "the_type", op, values, results), inputs);
  }
}
