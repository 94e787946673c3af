package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.report.CompileReport;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantized networks in the layouts of their sources, against the same ones in that of graphs. */
class QuantizedLayoutsTest {
  private static final int CHANNELS = 6;
  private static final QuantParams PARAMS = QuantParams.perTensor(1.5f);

  /** How a source writes a convolution of images one pixel high. */
  private enum Source {
    CHANNELS_FIRST(Shape.of(2, CHANNELS, 1, 9), List.of(), List.of(), 1),
    CHANNELS_LAST(
        Shape.of(2, 1, 9, CHANNELS),
        List.of(new Transpose(List.of(0, 3, 1, 2))),
        List.of(new Transpose(List.of(0, 2, 3, 1))),
        3),
    ONE_DIMENSION(
        Shape.of(2, CHANNELS, 9),
        List.of(new Unsqueeze(List.of(-2))),
        List.of(new Squeeze(List.of(-2))),
        1);

    final Shape shape;
    final List<Op> before;
    final List<Op> after;
    final int channelAxis;

    Source(Shape shape, List<Op> before, List<Op> after, int channelAxis) {
      this.shape = shape;
      this.before = before;
      this.after = after;
      this.channelAxis = channelAxis;
    }
  }

  private final Random random = new Random(5);
  private final GraphBuilder builder = new GraphBuilder();

  @ParameterizedTest
  @EnumSource
  void a_network_runs_the_same_steps_on_int8_and_gives_the_same_numbers(Source source) {
    float[] x = floats(2 * CHANNELS * 9);
    Value input = builder.input("x", DType.FLOAT32, source.shape);
    CompiledModel model = strict(network(source, input));

    CompileReport report = model.report();
    assertThat(report.operators().stream().filter(row -> row.multiplyAdds() > 0))
        .hasSize(2)
        .allMatch(row -> row.int8());
    assertThat(report.operators())
        .noneMatch(row -> row.type().equals("BatchNorm") || row.type().equals("Binary"));
    assertThat(run(model, laidOut(source, x))).containsExactly(laidOut(source, reference(x)));
  }

  @Test
  void edges_are_padded_with_integers() {
    Value input = builder.input("x", DType.FLOAT32, Shape.of(1, CHANNELS, 3, 3));
    Pad pad = new Pad(Pad.Mode.REFLECT, List.of(0, 0, 0, 0, 1, 1, 1, 1), 0);
    Value padded = builder.add("pad", pad, rounded(input));

    CompiledModel model = strict(convolution("y", padded));

    assertThat(model.report().operators())
        .filteredOn(row -> row.name().equals("pad") || row.name().equals("y"))
        .hasSize(2)
        .allMatch(row -> row.int8());
  }

  @Test
  void weights_are_constant_integers_through_every_movement() {
    Value input = builder.input("x", DType.FLOAT32, Shape.of(1, CHANNELS, 3, 3));
    Value integers = builder.constant("w", Tensor.of(bytes(CHANNELS * 4), 2, CHANNELS, 2));
    Value real = builder.add("real", new Dequantize(QuantParams.perAxis(0, 1, 2)), integers);
    Value same = builder.add("same", new Identity(), real);
    Value wide = builder.add("wide", new Unsqueeze(List.of(-2)), same);
    Value turned = builder.add("turned", new Transpose(List.of(0, 1, 3, 2)), wide);
    Conv2d op = new Conv2d(new Window(1, 1, Padding.NONE), 1);

    CompiledModel model = strict(builder.add("y", op, rounded(input), turned));

    assertThat(model.report().int8Count()).isEqualTo(1);
  }

  private CompiledModel strict(Value output) {
    return Octet.compile(builder.build(output), CompileOptions.DEFAULT.withStrict(true));
  }

  /** The numbers that the network gives in the layout of graphs. */
  private static float[] reference(float[] x) {
    var test = new QuantizedLayoutsTest();
    test.floats(x.length);
    Value input = test.builder.input("x", DType.FLOAT32, Source.CHANNELS_FIRST.shape);
    CompiledModel model = test.strict(test.network(Source.CHANNELS_FIRST, input));
    return run(model, x);
  }

  private Value network(Source source, Value input) {
    Value hidden = block("a", source, input);
    Value relu = builder.add("relu", new Activate(Activation.RELU), hidden);
    return builder.add("sum", new Binary(BinaryKind.ADD, -1), block("b", source, relu), relu);
  }

  /** A convolution with bias and batch normalisation. */
  private Value block(String name, Source source, Value input) {
    Value moved = moved(source.before, rounded(input));
    Value conv = moved(source.after, convolution(name, moved));
    Value bias = builder.constant(name + ".bias", Tensor.of(floats(CHANNELS), CHANNELS));
    Value sum =
        builder.add(name + ".sum", new Binary(BinaryKind.ADD, source.channelAxis), conv, bias);
    boolean last = source == Source.CHANNELS_LAST;
    Value[] norm = new Value[5];
    norm[0] = last ? moved(source.before, sum) : sum;
    for (int i = 1; i < norm.length; i++) {
      float[] numbers = floats(CHANNELS);
      for (int c = 0; c < CHANNELS; c++) {
        numbers[c] = i == 4 ? 1 + Math.abs(numbers[c]) : numbers[c];
      }
      norm[i] = builder.constant(name + ".norm", Tensor.of(numbers, CHANNELS));
    }
    Value normalized = builder.add(name + ".bn", new BatchNorm(1e-5f), norm);
    return last ? moved(source.after, normalized) : normalized;
  }

  private Value moved(List<Op> movements, Value value) {
    Value result = value;
    for (Op movement : movements) {
      result = builder.add(value.name() + ".moved", movement, result);
    }
    return result;
  }

  private Value rounded(Value value) {
    Value integers = builder.add(value.name() + ".q", new Quantize(PARAMS), value);
    return builder.add(value.name() + ".dq", new Dequantize(PARAMS), integers);
  }

  private Value convolution(String name, Value input) {
    byte[] elements = bytes(CHANNELS * CHANNELS);
    Value integers = builder.constant(name + ".w", Tensor.of(elements, CHANNELS, CHANNELS, 1, 1));
    Value weights = builder.add(name + ".real", new Dequantize(PARAMS), integers);
    return builder.add(name, new Conv2d(new Window(1, 1, Padding.NONE), 1), input, weights);
  }

  /** Numbers of the layout of graphs in that of a source. */
  private static float[] laidOut(Source source, float[] x) {
    if (source != Source.CHANNELS_LAST) {
      return x;
    }
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int pixel = i % 9;
      int channel = i / 9 % CHANNELS;
      y[(i / (9 * CHANNELS) * 9 + pixel) * CHANNELS + channel] = x[i];
    }
    return y;
  }

  private static float[] run(CompiledModel model, float[] x) {
    try (Session session = model.newSession()) {
      Shape shape = model.inputs().getFirst().shape();
      return session.run(Tensor.of(x, shape.toArray())).toFloats();
    }
  }

  private float[] floats(int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = random.nextFloat() * 3 - 1.5f;
    }
    return numbers;
  }

  private byte[] bytes(int n) {
    byte[] numbers = new byte[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (byte) (random.nextInt(255) - 127);
    }
    return numbers;
  }
}
