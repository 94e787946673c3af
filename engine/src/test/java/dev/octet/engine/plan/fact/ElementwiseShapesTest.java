package dev.octet.engine.plan.fact;

import static dev.octet.engine.plan.fact.ShapeCase.fact;
import static dev.octet.engine.plan.fact.ShapeCase.of;
import static dev.octet.engine.plan.fact.ShapeCase.real;
import static dev.octet.engine.plan.fact.ShapeCase.vector;
import static dev.octet.engine.tensor.DType.FLOAT64;
import static dev.octet.engine.tensor.DType.INT16;
import static dev.octet.engine.tensor.DType.INT32;
import static dev.octet.engine.tensor.DType.INT64;
import static dev.octet.engine.tensor.DType.INT8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes of operators that keep, broadcast or reduce dimensions. */
class ElementwiseShapesTest {
  private static final QuantParams WHOLE = QuantParams.perTensor(1);
  private static final QuantParams EACH = QuantParams.perAxis(1, 1, 2, 3);
  private static final Activation CLIP = new Activation.Clip(0, 6);

  static Stream<ShapeCase> valid() {
    return Stream.of(
        of(new Activate(CLIP), "float32[2,3]", real(2, 3)),
        of(new Activate(Activation.RELU), "int8[2,3]", fact(INT8, 2, 3)),
        of(new PRelu(PRelu.Mode.CHANNEL), "float32[2,3,4]", real(2, 3, 4), real(1, 3, 1)),
        of(new PRelu(PRelu.Mode.ELEMENT), "float32[2,3,4]", real(2, 3, 4), real(3, 4)),
        of(add(-1), "float32[2,3,4]", real(2, 3, 4), real(3, 1)),
        of(add(1), "float32[2,3,4]", real(2, 3, 4), real(3)),
        of(add(1), "float32[2,3,4]", real(3), real(2, 3, 4)),
        of(add(0), "float32[2,3]", real(2, 3), real(2, 1)),
        of(add(-1), "int64[0,3]", fact(INT64, 1, 3), fact(INT64, 0, 1)),
        of(new Scale(1, 0, true, true), "int32[2]", fact(INT32, 2), real(1)),
        of(new Cast(INT16), "int16[2]", fact(FLOAT64, 2)),
        of(new Fill(List.of(2, 0), INT8, 1), "int8[2,0]"),
        of(new Fill(List.of(), INT8, 1), "int8[4,5]", vector(4, 5)),
        of(new ShapeOf(), "int32[3]", real(2, 3, 4)),
        of(new BatchNorm(0), "float32[2,3]", real(2, 3), real(3), real(3), real(3), real(3)),
        of(new LayerNorm(1, 0, true, false), "float32[2,3,4]", real(2, 3, 4), real(12)),
        of(new Softmax(-2), "float32[2,3]", real(2, 3)),
        of(new Reduce(ReduceKind.SUM, List.of(-1, 0), false), "float32[3]", real(2, 3, 4)),
        of(new Reduce(ReduceKind.SUM, List.of(), true), "int32[1,1]", fact(INT32, 2, 3)),
        of(new ArgMax(1, false, false, INT64), "int64[2,4]", real(2, 3, 4)),
        of(new ArgMax(1, true, true, INT32), "int32[1,1,1]", real(2, 3, 4)),
        of(new Quantize(EACH), "int8[2,3]", real(2, 3)),
        of(new Dequantize(EACH.withBits(16)), "float32[2,3]", fact(INT16, 2, 3)),
        of(new Requantize(WHOLE, WHOLE), "int8[2,3]", fact(INT8, 2, 3)),
        of(sum(Result.FLOAT), "float32[2]", fact(INT8, 2), fact(INT8, 2)),
        of(sum(new Result.Int8(WHOLE)), "int8[2]", fact(INT8, 2), fact(INT8, 2)),
        of(fake(FakeQuantize.Scale.INPUT, 1), "float32[2,3] float32[3]", real(2, 3), real(3))
            .withOutputs(2),
        of(fake(FakeQuantize.Scale.ABS_MAX, -1), "float32[2,3] float32[1]", real(2, 3))
            .withOutputs(2),
        of(new FakeDequantize(0, 127, 1), "float32[2,3]", real(2, 3), real(1, 2)),
        of(new FakeDequantize(1, 16129, 2), "float32[2,3]", real(2, 3), real(3), real(1)));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void follow_from_the_inputs(ShapeCase row) {
    row.assertInferred();
  }

  static Stream<ShapeCase> invalid() {
    return Stream.of(
        of(new Activate(CLIP), "must be float32", fact(INT8, 2, 3)),
        of(new PRelu(PRelu.Mode.ALL), "must have 1 elements", real(2, 3), real(3)),
        of(new PRelu(PRelu.Mode.CHANNEL), "must have 3 elements", real(2, 3), real(2)),
        of(add(-1), "do not broadcast with axis -1", real(2, 3), real(2)),
        of(add(1), "does not fit into [2,3] at axis 1", real(2, 3), real(3, 4)),
        of(add(2), "does not fit into [2,3] at axis 2", real(2, 3), real(3)),
        of(add(Integer.MAX_VALUE), "at axis 2147483647", real(2, 3), real(3)),
        of(add(Integer.MIN_VALUE), "at axis -2147483648", real(2, 3), real(3)),
        of(add(-1), "must be of the type of", real(2), fact(INT32, 2)),
        of(
            new Binary(BinaryKind.ADD, -1, CLIP),
            "must be float32 for the activation",
            fact(INT32, 2),
            fact(INT32, 2)),
        of(new Scale(1, 0, true, true), "must have 1 elements, the scale", real(2), real(2)),
        of(new Fill(List.of(2, -1), INT8, 1), "dimension 1 of the shape is -1"),
        of(new Fill(List.of(65536, 65536), INT8, 1), "2^31-1"),
        of(new BatchNorm(0), "rank 2 or more", real(3), real(3), real(3), real(3), real(3)),
        of(new BatchNorm(0), "for each channel", real(2, 3), real(3), real(3), real(3), real(2)),
        of(new LayerNorm(1, 0, true, false), "must have 12 elements", real(2, 3, 4), real(4)),
        of(new Softmax(2), "axis 2 must lie in -2..1", real(2, 3)),
        of(new Reduce(ReduceKind.SUM, List.of(3), false), "axis 3 must lie", real(2, 3, 4)),
        of(new Reduce(ReduceKind.SUM, List.of(), false), "must be one of", fact(INT8, 2)),
        of(new ArgMax(1, false, false, INT8), "the output type int8", real(2, 3)),
        of(new ArgMax(1, false, false, INT64), "has no elements along", real(2, 0)),
        of(new Quantize(EACH), "must have 4 thresholds", real(2, 4)),
        of(new Quantize(EACH), "axis 1 must lie", real(3)),
        of(new Quantize(WHOLE), "must be float32", fact(INT8, 2)),
        of(new Quantize(WHOLE.withBits(16)), "must have 8 bits or fewer", real(2)),
        of(new Dequantize(WHOLE), "must be one of [int8, int16]", real(2)),
        of(new Requantize(EACH, WHOLE), "of the input must hold for", fact(INT8, 2, 3)),
        of(sum(Result.FLOAT), "must have shape [2]", fact(INT8, 2), fact(INT8, 1)),
        of(sum(new Result.Int8(EACH)), "must hold for", fact(INT8, 2), fact(INT8, 2)),
        of(fake(FakeQuantize.Scale.INPUT, 1), "for each index", real(2, 3), real(2)),
        of(fake(FakeQuantize.Scale.INPUT, -1), "for the whole tensor", real(2, 3), real(2)),
        of(fake(FakeQuantize.Scale.ABS_MAX, -1), "needs 1 or 2", real(2, 3)).withOutputs(3),
        of(new FakeDequantize(1, 127, 1), "must have 3 elements", real(2, 3), real(2)),
        of(new FakeDequantize(1, 127, 3), "3 thresholds must be 1 or 2", real(2, 3)));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void that_do_not_fit_are_refused(ShapeCase row) {
    row.assertRefused();
  }

  @Test
  void the_shape_of_a_value_is_a_constant() {
    Node node =
        new Node("n", "shape", new ShapeOf(), List.of(new Value("x")), List.of(new Value("y")));
    Fact shape = ShapeInference.infer(node, List.of(real(2, 3, 4))).getFirst();
    assertThat(shape.constant().orElseThrow().toInts()).containsExactly(2, 3, 4);
  }

  private static Binary add(int axis) {
    return new Binary(BinaryKind.ADD, axis);
  }

  private static QuantizedBinary sum(Result result) {
    return new QuantizedBinary(WHOLE, WHOLE, Activation.NONE, result);
  }

  private static FakeQuantize fake(FakeQuantize.Scale scale, int axis) {
    return new FakeQuantize(scale, axis, 8, Rounding.HALF_EVEN, true, false);
  }
}
