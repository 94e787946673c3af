package dev.octet.engine.run;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A small graph of operators drawn at random, quantized or not, with an input of images or rows.
 * Half of the graphs have numbers at the ends of float32 in them, and those that are none.
 */
final class RandomGraph {
  private static final int MOST_ELEMENTS = 100_000;
  private static final float[] SPECIAL = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    -0f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    3e9f
  };
  private static final Activation[] ACTIVATIONS = {
    Activation.NONE,
    Activation.RELU,
    new Activation.Clip(0, 6),
    new Activation.LeakyRelu(0.1f),
    new Activation.HardSwish(6, 6, 3),
    new Activation.Swish(1),
    Activation.Function.SIGMOID,
    Activation.Function.TANH
  };

  private final SplittableRandom random;
  private final boolean isSpecial;
  private final GraphBuilder builder = new GraphBuilder();
  private final Map<Value, Fact> facts = new HashMap<>();
  private final List<Value> values = new ArrayList<>();
  private final List<String> text = new ArrayList<>();
  private int names;

  final Graph graph;
  final Tensor input;

  RandomGraph(long seed) {
    this.random = new SplittableRandom(seed);
    this.isSpecial = random.nextBoolean();
    int batch = random.nextInt(4);
    int channels = any(1, 3, 8, 17, 24, 64, random.nextInt(1, 40));
    int[] dims =
        random.nextInt(4) == 0
            ? new int[] {batch, channels}
            : new int[] {batch, channels, random.nextInt(1, 20), random.nextInt(1, 20)};
    int[] declared = dims.clone();
    declared[0] = Shape.UNKNOWN;
    Value last = builder.input("x", DType.FLOAT32, Shape.of(declared));
    facts.put(last, Fact.of(DType.FLOAT32, Shape.of(dims)));
    values.add(last);
    // Operators that do not fit are passed over.
    for (int left = random.nextInt(2, 12); left > 0; left--) {
      Value from = random.nextInt(4) == 0 ? values.get(random.nextInt(values.size())) : last;
      Value next = facts.get(from).shape().rank() == 4 ? image(from) : rows(from);
      if (!next.equals(from)) {
        values.add(next);
        last = next;
      }
    }
    this.graph = builder.build(last);
    this.input = Tensor.of(numbers(Shape.of(dims).elements()), dims);
  }

  private int any(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Value image(Value x) {
    int channels = facts.get(x).shape().dim(1);
    boolean int8 = random.nextBoolean();
    Window window = window();
    int kernel = any(1, 2, 3, 3, 3, 5);
    int outputs = any(1, 4, 16, 33, 64);
    return switch (random.nextInt(10)) {
      case 0, 1 ->
          linear(x, int8, e -> new Conv2d(window, 1, e), 0, outputs, channels, kernel, kernel);
      case 2 ->
          linear(
              x,
              int8,
              e -> new Conv2d(new Window(1, 1, new Padding.Same()), 1, e),
              0,
              outputs,
              channels,
              3,
              3);
      case 3, 4 ->
          linear(x, int8, e -> new Conv2d(window, channels, e), 0, channels, 1, kernel, kernel);
      case 5 ->
          linear(
              x,
              int8,
              e -> new ConvTranspose2d(window, 1, 0, 0, 0, 0, e),
              1,
              channels,
              any(1, 4, 16),
              kernel,
              kernel);
      case 6 -> {
        Window steps = new Window(window.strideHeight(), window.strideWidth(), window.padding());
        PoolKind kind = PoolKind.values()[random.nextInt(2)];
        boolean ceil = random.nextBoolean();
        yield add(new Pool2d(kind, kernel, kernel, steps, ceil, random.nextBoolean()), x);
      }
      case 7 ->
          add(
              new BatchNorm(1e-5f),
              x,
              vector(numbers(channels)),
              vector(numbers(channels)),
              vector(numbers(channels)),
              vector(magnitudes(channels)));
      case 8 -> add(new FlattenTo2d(1), x);
      default -> elementwise(x);
    };
  }

  private Value rows(Value x) {
    int columns = facts.get(x).shape().dim(-1);
    int outputs = any(1, 7, 16, 65);
    boolean int8 = random.nextBoolean();
    return switch (random.nextInt(4)) {
      case 0 -> linear(x, int8, e -> new FullyConnected(1, 1, e), 1, columns, outputs);
      case 1 -> linear(x, int8, e -> new MatMul(false, true, 1, e), 0, outputs, columns);
      case 2 -> add(new Softmax(-1), x);
      default -> elementwise(x);
    };
  }

  private Value elementwise(Value x) {
    Value other = values.get(random.nextInt(values.size()));
    BinaryKind kind = random.nextBoolean() ? BinaryKind.ADD : BinaryKind.MUL;
    return switch (random.nextInt(3)) {
      case 0 -> add(new Activate(activation()), x);
      case 1 -> add(new Binary(kind, -1, activation()), quantized(x), quantized(other));
      default -> add(new Binary(kind, -1, activation()), x, other);
    };
  }

  private Activation activation() {
    return ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
  }

  private Window window() {
    int most = random.nextInt(6) == 0 ? 40 : 3;
    int stride = random.nextInt(1, most);
    int dilation = random.nextInt(3) == 0 ? random.nextInt(1, most) : 1;
    var padding =
        new Padding.Explicit(
            random.nextInt(most), random.nextInt(most), random.nextInt(most), random.nextInt(most));
    return new Window(stride, random.nextBoolean() ? stride : 1, dilation, 1, padding);
  }

  /**
   * @param axis of the filter or matrix that the output channels run along
   * @param shape of the filter or matrix
   */
  private Value linear(Value x, boolean int8, Function<Epilogue, Op> op, int axis, int... shape) {
    int count = Shape.of(shape).elements();
    if (count > MOST_ELEMENTS || count == 0) {
      return x;
    }
    Epilogue epilogue = Epilogue.NONE.with(activation());
    if (!int8) {
      Value filter = constant(Tensor.of(numbers(count), shape));
      return add(op.apply(epilogue), x, filter);
    }
    byte[] integers = new byte[count];
    random.nextBytes(integers);
    for (int i = 0; i < count; i++) {
      integers[i] = (byte) Math.max(-127, integers[i]);
    }
    float[] thresholds = new float[random.nextBoolean() ? shape[axis] : 1];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = 0.1f + (float) random.nextDouble();
    }
    QuantParams params =
        thresholds.length == 1
            ? QuantParams.perTensor(thresholds[0])
            : QuantParams.perAxis(axis, thresholds);
    Value filter = add(new Dequantize(params), constant(Tensor.of(integers, shape)));
    // Weights alone are the input of dynamic int8.
    return add(op.apply(epilogue), random.nextInt(4) == 0 ? x : quantized(x), filter);
  }

  private Value quantized(Value x) {
    QuantParams params = QuantParams.perTensor(0.5f + 4 * (float) random.nextDouble());
    if (random.nextInt(4) == 0) {
      params = params.withRounding(Rounding.values()[random.nextInt(Rounding.values().length)]);
    }
    if (random.nextInt(4) == 0) {
      params = params.withFullRange();
    }
    return add(new Dequantize(params), add(new Quantize(params), x));
  }

  private Value vector(float[] elements) {
    return constant(Tensor.of(elements, elements.length));
  }

  private Value constant(Tensor tensor) {
    Value value = builder.constant("c" + names++, tensor);
    facts.put(value, Fact.of(tensor));
    return value;
  }

  /** The result, or the first input where it does not fit the operator. */
  private Value add(Op op, Value... inputs) {
    List<Fact> given = Arrays.stream(inputs).map(facts::get).toList();
    String name = "v" + names++;
    Fact result;
    try {
      Node node = new Node(name, op.name(), op, List.of(inputs), List.of(new Value(name)));
      result = ShapeInference.infer(node, given).getFirst();
    } catch (GraphException _) {
      return inputs[0];
    }
    if (result.shape().elements() > MOST_ELEMENTS) {
      return inputs[0];
    }
    Value value = builder.add(name, op, inputs);
    facts.put(value, result);
    text.add("%s %s = %s%s".formatted(value, result, op, Arrays.toString(inputs)));
    return value;
  }

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-3, 3);
    }
    for (int i = random.nextInt(5); i > 0 && isSpecial && count > 0; i--) {
      numbers[random.nextInt(count)] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return numbers;
  }

  private float[] magnitudes(int count) {
    float[] numbers = numbers(count);
    for (int i = 0; i < count; i++) {
      numbers[i] = Math.abs(numbers[i]);
    }
    return numbers;
  }

  @Override
  public String toString() {
    return String.join("\n", text);
  }
}
