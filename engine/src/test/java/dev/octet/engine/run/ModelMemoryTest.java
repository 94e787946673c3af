package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Window;
import dev.octet.engine.report.MemoryUse;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which constants a compiled model keeps. */
class ModelMemoryTest {
  private static final int CHANNELS = 32;

  private final GraphBuilder builder = new GraphBuilder();
  private final Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, CHANNELS, 4, 4));
  private final Value weights =
      builder.constant("w", Tensor.of(numbers(CHANNELS * CHANNELS), CHANNELS, CHANNELS, 1, 1));
  private final Value bias = builder.constant("b", Tensor.of(numbers(CHANNELS), CHANNELS));

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i % 7 - 3;
    }
    return numbers;
  }

  private Graph convolution() {
    var window = new Window(1, 1, new Padding.Explicit(0, 0, 0, 0));
    return builder.build(
        builder.add("y", new Conv2d(window, 1, Epilogue.NONE.withBias()), x, weights, bias));
  }

  private static Tensor images(int batch) {
    return Tensor.of(numbers(batch * CHANNELS * 16), batch, CHANNELS, 4, 4);
  }

  @Test
  void weights_and_biases_are_dropped_once_they_are_packed() {
    CompiledModel model = Octet.compile(convolution());
    assertThat(model.graph().constants()).hasSize(2);
    model.newSession().run(images(1));
    assertThat(model.graph().constants()).isEmpty();
  }

  @Test
  void the_graph_that_was_compiled_keeps_its_constants() {
    Graph graph = convolution();
    Octet.compile(graph).newSession().run(images(1));
    assertThat(graph.constants()).containsOnlyKeys(weights, bias);
  }

  @Test
  void dropped_weights_are_no_inputs_of_the_model() {
    CompiledModel model = Octet.compile(convolution());
    model.newSession().run(images(1));
    assertThat(model.inputs()).singleElement().returns("x", input -> input.name());
  }

  @Test
  void further_shapes_are_planned_without_the_dropped_weights() {
    CompiledModel model = Octet.compile(convolution());
    Session session = model.newSession();
    float[] one = session.run(images(1)).toFloats();
    float[] two = session.run(images(2)).toFloats();
    assertThat(two).startsWith(one).hasSize(2 * one.length);
  }

  /** Winograd's algorithm is for some sizes of images, and packs filters in another way. */
  private static CompiledModel convolution3x3(int size) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, CHANNELS, size, size));
    Value w =
        builder.constant(
            "w", Tensor.of(numbers(CHANNELS * CHANNELS * 9), CHANNELS, CHANNELS, 3, 3));
    var window = new Window(1, 1, new Padding.Explicit(1, 1, 1, 1));
    return Octet.compile(
        builder.build(builder.add("y", new Conv2d(window, 1, Epilogue.NONE), x, w)));
  }

  private static float[] run(CompiledModel model, int size) {
    int[] dims = {1, CHANNELS, size, size};
    try (Session session = model.newSession()) {
      return session.run(Tensor.of(numbers(CHANNELS * size * size), dims)).toFloats();
    }
  }

  @Test
  void filters_stay_where_images_of_another_size_may_need_them_packed_otherwise() {
    CompiledModel model = convolution3x3(-1);
    for (int size : new int[] {2, 64, 3, 16}) {
      assertThat(run(model, size)).isEqualTo(run(convolution3x3(size), size));
    }
    assertThat(model.graph().constants()).hasSize(1);
  }

  @Test
  void filters_for_images_of_one_size_are_dropped() {
    CompiledModel model = convolution3x3(64);
    run(model, 64);
    assertThat(model.graph().constants()).isEmpty();
  }

  /** The height of the convolved image is that of the batch. */
  @Test
  void filters_stay_where_the_batch_becomes_a_part_of_the_image() {
    CompiledModel model = stacked(-1);
    for (int batch : new int[] {1, 64, 2}) {
      Tensor images = Tensor.of(numbers(batch * CHANNELS * 64), batch, CHANNELS, 1, 64);
      assertThat(model.newSession().run(images).toFloats())
          .isEqualTo(stacked(batch).newSession().run(images).toFloats());
    }
    assertThat(model.graph().constants().values())
        .extracting(Tensor::shape)
        .contains(Shape.of(CHANNELS, CHANNELS, 3, 3));
  }

  private static CompiledModel stacked(int batch) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(batch, CHANNELS, 1, 64));
    Value columns = builder.add("columns", new Transpose(List.of(1, 0, 2, 3)), x);
    Value image = builder.add("image", new Reshape(List.of(1, CHANNELS, -1, 64)), columns);
    Value w =
        builder.constant(
            "w", Tensor.of(numbers(CHANNELS * CHANNELS * 9), CHANNELS, CHANNELS, 3, 3));
    var window = new Window(1, 1, new Padding.Explicit(1, 1, 1, 1));
    return Octet.compile(
        builder.build(builder.add("y", new Conv2d(window, 1, Epilogue.NONE), image, w)));
  }

  private static Stream<Arguments> transposed() {
    return Stream.of(
        arguments("padding by the size of the image", new Padding.Same(), 3, 3),
        arguments("fewer pixels than the stride", new Padding.Explicit(0, 0, 0, 0), 3, 1),
        arguments("as many pixels as the stride", new Padding.Explicit(0, 0, 0, 0), 2, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transposed")
  void transposed_filters_fit_images_of_every_size(
      String name, Padding padding, int stride, int kernel) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2, -1, -1));
    Value w = builder.constant("w", Tensor.of(numbers(6 * kernel * kernel), 2, 3, kernel, kernel));
    var op = new ConvTranspose2d(new Window(stride, stride, padding), 1, 0, 0, 0, 0, Epilogue.NONE);
    Graph graph = builder.build(builder.add("y", op, x, w));
    CompiledModel model = Octet.compile(graph);
    for (int size : new int[] {1, 4, 5, 3}) {
      Tensor image = Tensor.of(numbers(2 * size * size), 1, 2, size, size);
      assertThat(model.newSession().run(image).toFloats())
          .as("size %d", size)
          .isEqualTo(Octet.compile(graph).newSession().run(image).toFloats());
    }
  }

  @Test
  void constants_that_are_read_as_they_are_stay() {
    Value sum = builder.add("sum", new Binary(BinaryKind.ADD, 1), x, bias);
    var window = new Window(1, 1, new Padding.Explicit(0, 0, 0, 0));
    Value y = builder.add("y", new Conv2d(window, 1, Epilogue.NONE.withBias()), sum, weights, bias);
    CompiledModel model = Octet.compile(builder.build(y));
    Session session = model.newSession();
    session.run(images(1));
    assertThat(model.graph().constants().values())
        .extracting(Tensor::shape)
        .doesNotContain(Shape.of(CHANNELS, CHANNELS, 1, 1))
        .contains(Shape.of(CHANNELS));
    assertThat(session.run(images(3)).shape()).isEqualTo(Shape.of(3, CHANNELS, 4, 4));
  }

  @Test
  void a_matrix_that_is_an_output_too_stays() {
    Value vector = builder.input("v", DType.FLOAT32, Shape.of(-1, 2));
    Value matrix = builder.constant("m", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    Value y = builder.add("y", new MatMul(false, false, 1, Epilogue.NONE), vector, matrix);
    Value other = builder.add("other", new Activate(Activation.RELU), x);
    CompiledModel model = Octet.compile(builder.build(y, other, matrix));
    Map<String, Tensor> inputs =
        Map.of("x", images(1), "v", Tensor.of(new float[] {1, 1, 0, 1}, 2, 2));
    Map<String, Tensor> outputs = model.newSession().run(inputs);
    assertThat(outputs.get("y").toFloats()).containsExactly(4, 6, 3, 4);
    assertThat(outputs.get("m").toFloats()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void the_memory_is_that_of_weights_other_constants_and_a_session() {
    CompiledModel model = Octet.compile(convolution());
    MemoryUse memory = model.memory();
    assertThat(memory.weights()).isGreaterThanOrEqualTo(4L * CHANNELS * (CHANNELS + 1));
    assertThat(memory.constants()).isZero();
    assertThat(memory.session()).isGreaterThanOrEqualTo(2L * 4 * CHANNELS * 16);
    assertThat(memory.model()).isEqualTo(memory.weights());
    model.report(Map.of("x", Shape.of(8, CHANNELS, 4, 4)));
    assertThat(model.memory().session()).isGreaterThanOrEqualTo(8 * 2L * 4 * CHANNELS * 16);
  }

  @Test
  void weights_that_come_from_the_input_shape_are_packed_for_each_shape() {
    Value vector = builder.input("v", DType.FLOAT32, Shape.of(-1, 1));
    Value shape = builder.add("shape", new ShapeOf(), vector);
    Value dims = builder.add("dims", new Cast(DType.FLOAT32), shape);
    Value row = builder.add("row", new Reshape(List.of(1, 2)), dims);
    Value y = builder.add("y", new MatMul(false, false, 1, Epilogue.NONE), vector, row);
    Session session = Octet.compile(builder.build(y)).newSession();
    for (int batch : List.of(1, 3, 2)) {
      Map<String, Tensor> inputs = Map.of("x", images(1), "v", Tensor.of(numbers(batch), batch, 1));
      assertThat(session.run(inputs).get("y").toFloats()).startsWith(-3f * batch, -3f);
    }
  }

  @Test
  void an_input_of_more_elements_than_an_array_holds_is_refused_by_name() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 1 << 20, 1 << 12));
    CompiledModel model =
        Octet.compile(builder.build(builder.add("y", new Activate(Activation.RELU), x)));

    assertThatThrownBy(model::memory)
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("input 'x'", "more than 2^31-1 elements");
  }
}
