package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final GraphBuilder builder = new GraphBuilder();
  private final Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 3));

  @Test
  void outputs_have_the_names_and_the_order_of_the_graph() {
    Value a = builder.add("a", new Activate(Activation.RELU), x);
    Value b = builder.add("b", new Activate(Activation.Function.ABS), x);

    try (Session session = Octet.compile(builder.build(b, a)).newSession()) {
      var outputs = session.run(Map.of("x", Tensor.of(new float[] {-1, 0, 2}, 1, 3)));

      assertThat(outputs.keySet()).containsExactly("b", "a");
      assertThat(outputs.get("a").toFloats()).containsExactly(0, 0, 2);
      assertThat(outputs.get("b").toFloats()).containsExactly(1, 0, 2);
    }
  }

  @Test
  void the_batch_size_can_change_from_run_to_run() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      for (int batch : new int[] {1, 4, 2, 1}) {
        assertThat(session.run(Tensor.of(new float[batch * 3], batch, 3)).shape())
            .isEqualTo(Shape.of(batch, 3));
      }
    }
  }

  @Test
  void plans_beyond_the_bound_are_made_again() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);
    var model = Octet.compile(builder.build(y), CompileOptions.DEFAULT.withCachedPlans(1));

    try (Session session = model.newSession()) {
      for (int batch = 1; batch < 20; batch++) {
        assertThat(session.run(Tensor.of(new float[batch * 3], batch, 3)).elements())
            .isEqualTo(batch * 3);
      }
    }
  }

  @Test
  void shapes_that_are_computed_from_the_input_are_known_to_the_plan() {
    Value shape = builder.add("shape", new ShapeOf(), x);
    Value batch =
        builder.add(
            "batch",
            new Slice(List.of(0), List.of(0), List.of(1), List.of(1), List.of(), false, false),
            shape);
    Value rest = builder.constant("rest", Tensor.of(new int[] {3, 1}, 2));
    Value target = builder.add("target", new Concat(0), batch, rest);
    Value y = builder.add("y", new Reshape(List.of()), x, target);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      assertThat(session.run(Tensor.of(new float[6], 2, 3)).shape()).isEqualTo(Shape.of(2, 3, 1));
      assertThat(session.run(Tensor.of(new float[15], 5, 3)).shape()).isEqualTo(Shape.of(5, 3, 1));
    }
  }

  @Test
  void a_result_belongs_to_the_session_and_a_copy_to_the_caller() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      Tensor first = session.run(Tensor.of(new float[] {1, 2, 3}, 1, 3));
      Tensor kept = first.copy();
      session.run(Tensor.of(new float[] {4, 5, 6}, 1, 3));

      assertThat(first.toFloats()).containsExactly(4, 5, 6);
      assertThat(kept.toFloats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void sessions_of_one_model_do_not_disturb_each_other() {
    Value y = builder.add("y", new Binary(BinaryKind.MUL, -1), x, x);
    var model = Octet.compile(builder.build(y));

    try (Session one = model.newSession();
        Session other = model.newSession()) {
      Tensor first = one.run(Tensor.of(new float[] {1, 2, 3}, 1, 3));
      other.run(Tensor.of(new float[] {4, 5, 6}, 1, 3));

      assertThat(first.toFloats()).containsExactly(1, 4, 9);
    }
  }

  @Test
  void an_input_of_a_wrong_shape_is_named() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      assertThatThrownBy(() -> session.run(Tensor.of(new float[8], 2, 4)))
          .isInstanceOf(GraphException.class)
          .hasMessage("input 'x' has shape [?,3], but [2,4] was given");
    }
  }

  @Test
  void an_input_of_a_wrong_type_is_named() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      assertThatThrownBy(() -> session.run(Tensor.of(new int[3], 1, 3)))
          .isInstanceOf(GraphException.class)
          .hasMessage("input 'x' is of type float32, but int32 was given");
    }
  }

  @Test
  void an_unknown_input_is_named() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);

    try (Session session = Octet.compile(builder.build(y)).newSession()) {
      assertThatThrownBy(() -> session.run(Map.of("z", Tensor.of(new float[3], 1, 3))))
          .isInstanceOf(GraphException.class)
          .hasMessage("the inputs are [x], but [z] were given");
    }
  }

  @Test
  void a_run_that_no_array_can_hold_says_how_much_it_takes() {
    Value bytes = builder.add("bytes", new Cast(DType.INT8), x);
    Value column = builder.add("c", new Unsqueeze(List.of(-1)), bytes);
    Value a = builder.add("a", new Expand(List.of(1, 3, 600_000_000)), column);
    Value b = builder.add("b", new Activate(Activation.RELU), a);

    try (Session session = Octet.compile(builder.build(a, b)).newSession()) {
      assertThatThrownBy(() -> session.run(Tensor.of(new float[3], 1, 3)))
          .isInstanceOf(GraphException.class)
          .hasMessageContaining("more than an array holds");
    }
  }

  @Test
  void large_tensors_of_one_value_are_made_in_a_run_and_not_before() {
    int many = 1 << 26;
    Value sum = x;
    for (int i = 0; i < 64; i++) {
      Value fill = builder.add("f" + i, new Fill(List.of(many), DType.FLOAT32, i));
      Value one = builder.add("s" + i, slice(1), fill);
      sum = builder.add("y" + i, new Binary(BinaryKind.ADD, -1), sum, one);
    }

    CompiledModel model = Octet.compile(builder.build(sum));

    assertThat(model.report(Map.of("x", Shape.of(1, 3))).arenaBytes())
        .isBetween(1L << 28, 3L << 27);
  }

  @Test
  void constants_that_doubledwithout_end_are_left_to_the_runs() {
    Value doubled = builder.constant("c", Tensor.of(new float[1024], 1024));
    for (int i = 0; i < 18; i++) {
      doubled = builder.add("d" + i, new Concat(0), doubled, doubled);
    }
    Value one = builder.add("one", slice(1), doubled);
    Value y = builder.add("y", new Binary(BinaryKind.ADD, -1), x, one);

    CompiledModel model = Octet.compile(builder.build(y));

    assertThat(model.graph().nodes()).hasSizeGreaterThan(2);
  }

  private static Slice slice(int end) {
    return new Slice(List.of(0), List.of(0), List.of(end), List.of(1), List.of(), false, false);
  }

  @Test
  void a_closed_session_says_so() {
    Value y = builder.add("y", new Activate(Activation.RELU), x);
    Session session = Octet.compile(builder.build(y)).newSession();
    session.close();

    assertThatThrownBy(() -> session.run(Tensor.of(new float[3], 1, 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session is closed");
  }

  @Test
  void strict_refuses_a_quantized_operator_that_stays_float() {
    Value image = builder.input("image", DType.FLOAT32, Shape.of(1, 2, 2, 2));
    QuantParams params = QuantParams.perTensor(1);
    Value q = builder.add("q", new Quantize(params), image);
    Value dq = builder.add("dq", new Dequantize(params), q);
    Value w = builder.constant("w", Tensor.of(new float[4], 2, 2, 1, 1));
    Value y = builder.add("y", new Conv2d(new Window(1, 1, Padding.NONE), 1), dq, w);
    var graph = builder.build(y);

    assertThatThrownBy(() -> Octet.compile(graph, CompileOptions.DEFAULT.withStrict(true)))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("y (its weights are not quantized)");
    assertThat(
            Octet.compile(graph).report(Map.of("x", Shape.of(1, 3), "image", image())).operators())
        .anySatisfy(
            row -> {
              assertThat(row.int8()).isFalse();
              assertThat(row.reason()).isEqualTo("its weights are not quantized");
            });
  }

  private static Shape image() {
    return Shape.of(1, 2, 2, 2);
  }
}
