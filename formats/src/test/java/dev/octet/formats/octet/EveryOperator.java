package dev.octet.formats.octet;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** A graph with every operator, no attribute at its default and no two of one operator alike. */
final class EveryOperator {
  private static final Window WINDOW = new Window(2, 3, 4, 5, new Padding.Explicit(6, 7, 8, 9));
  private static final Window SAME = new Window(1, 2, new Padding.Same());
  private static final Epilogue EPILOGUE =
      new Epilogue(true, true, new Activation.Clip(-0.5f, 6.25f));
  private static final QuantParams PER_TENSOR = QuantParams.perTensor(2.5f);
  private static final QuantParams PER_AXIS =
      QuantParams.perAxis(1, 0.1f, 0.2f, 3e-20f)
          .withBits(16)
          .withFullRange()
          .withRounding(Rounding.HALF_AWAY_FROM_ZERO);
  private static final Result INT8 = new Result.Int8(PER_TENSOR.withFullRange());

  private EveryOperator() {}

  static List<Activation> activations() {
    Stream<Activation> records =
        Stream.of(
            Activation.NONE,
            Activation.RELU,
            new Activation.Clip(-1.5f, Float.POSITIVE_INFINITY),
            new Activation.LeakyRelu(0.01f),
            new Activation.Elu(1.25f),
            new Activation.HardSigmoid(0.2f, 0.5f),
            new Activation.HardSwish(6.5f, 5.5f, 3.5f),
            new Activation.Swish(1.5f),
            new Activation.Gelu(true),
            new Activation.Gelu(false),
            new Activation.Mish(20.5f),
            new Activation.Softplus(1.25f, 15.5f));
    return Stream.concat(records, Stream.of(Activation.Function.values())).toList();
  }

  static List<Op> operators() {
    Stream<Op> others =
        Stream.of(
            new AdaptivePool2d(PoolKind.AVERAGE, 2, 3),
            new ArgMax(-2, true, false, DType.INT32),
            new ArgMax(1, false, true, DType.INT64),
            new BatchNorm(1e-5f),
            new Binary(BinaryKind.FLOOR_DIV, -1, new Activation.LeakyRelu(0.25f)),
            new Binary(BinaryKind.ADD, 1),
            new Cast(DType.UINT8),
            new Concat(-3),
            new Conv2d(WINDOW, 32, EPILOGUE),
            new Conv2d(SAME, 1),
            new ConvTranspose2d(WINDOW, 2, 3, 4, 5, 6, EPILOGUE.withBias()),
            new Dequantize(PER_AXIS),
            new Dequantize(PER_AXIS.withSumsInSteps()),
            new Expand(List.of(2, -1, 4)),
            new FakeDequantize(1, 16129, 2),
            new FakeQuantize(
                FakeQuantize.Scale.ABS_MAX, 1, 7, Rounding.HALF_AWAY_FROM_ZERO, false, true),
            new FakeQuantize(FakeQuantize.Scale.INPUT, -1, 8, Rounding.HALF_EVEN, true, false),
            new Fill(List.of(3, 0), DType.FLOAT64, Math.PI),
            new Flatten(1, -1),
            new FlattenTo2d(2),
            new FullyConnected(2, 3, EPILOGUE.with(Activation.RELU)),
            new Gather(-1),
            new Identity(),
            new Interpolate(Interpolate.Mode.BILINEAR, 7, 8, 1.5f, 2.5f, true, false, 1, true),
            new Interpolate(Interpolate.Mode.NEAREST, 8, 7, 0, -1, false, true, 0, false),
            new LayerNorm(2, 1e-6f, true, false),
            new MatMul(true, false, 0.125f, Epilogue.NONE.withBias()),
            new PRelu(PRelu.Mode.CHANNEL),
            new Pad(Pad.Mode.REPLICATE, List.of(0, 1, 2, 3), -0.0f),
            new PixelShuffle(3),
            new Pool2d(PoolKind.MAX, 3, 2, WINDOW, true, false),
            new Pool2d(PoolKind.AVERAGE, 1, 4, SAME, false, true),
            new Quantize(PER_TENSOR),
            new Quantized(new Conv2d(WINDOW, 3, EPILOGUE), PER_TENSOR, INT8),
            new Quantized(
                new ConvTranspose2d(SAME, 1, 0, 1, 0, 9, Epilogue.NONE), PER_TENSOR, Result.FLOAT),
            new DynamicQuantize(-1),
            new DynamicQuantize(-1, true),
            new Quantized(new Conv2d(WINDOW, 3, EPILOGUE), PER_TENSOR, SumScaling.DYNAMIC, INT8),
            new Quantized(new FullyConnected(1, 2), PER_TENSOR, INT8),
            new Quantized(new MatMul(false, true, 2), PER_TENSOR, Result.FLOAT),
            new Quantized(
                new MatMul(false, false, 1), PER_TENSOR, new SumScaling.InSteps(2.5f, 16129), INT8),
            new QuantizedBinary(PER_TENSOR, PER_TENSOR.withBits(7), Activation.RELU, INT8),
            new Reduce(ReduceKind.MIN, List.of(-1, 2), true),
            new Reduce(ReduceKind.MEAN, List.of(), false),
            new Dequantize(QuantParams.ofScales(0, 16, 1e-3, 1.0 / 3)),
            new Requantize(PER_TENSOR, QuantParams.perTensor(7)),
            new Reshape(List.of(0, -1, 12)),
            new Scale(2, -3.5f, true, false),
            new Scale(0.5f, 1, false, true),
            new ShapeOf(),
            new Slice(
                List.of(0, 1),
                List.of(1, -5),
                List.of(Integer.MAX_VALUE, -1),
                List.of(1, 2),
                List.of(0),
                true,
                false),
            new Softmax(-1),
            new Split(1, List.of(2, -1, 4)),
            new Squeeze(List.of(0, -1)),
            new Stack(3),
            new Transpose(List.of(0, 2, 3, 1)),
            new Unsqueeze(List.of(-1, 0)));
    return Stream.concat(activations().stream().map(Activate::new), others).toList();
  }

  /** The operators in a row, with constants of every type between them. */
  static Graph graph() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(Shape.UNKNOWN, 3, Shape.UNKNOWN, 8));
    Value indices = builder.input("索引 é 🙂", DType.INT64, Shape.of());
    int bytes = 3;
    for (DType dtype : DType.values()) {
      Tensor tensor = Tensor.zeros(dtype, Shape.of(bytes++, 1));
      tensor.segment().fill((byte) 1);
      builder.constant("const " + dtype, tensor);
    }
    Value empty = builder.constant("empty", Tensor.zeros(DType.FLOAT32, Shape.of(2, 0)));
    Value last = x;
    for (Op op : operators()) {
      List<String> outputs = op instanceof Split ? List.of("a", "", "c") : List.of("y");
      List<Value> inputs = op instanceof Fill ? List.of() : List.of(last, x, indices, last);
      last = builder.add("node", "type of " + op.name(), op, inputs, outputs).output();
    }
    return builder.build(last, x, empty, last);
  }
}
