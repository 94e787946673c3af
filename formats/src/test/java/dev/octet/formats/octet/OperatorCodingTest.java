package dev.octet.formats.octet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.formats.octet.proto.OctetProto;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorCodingTest {
  static Stream<Op> operators() {
    return EveryOperator.operators().stream();
  }

  static Stream<Class<?>> records() {
    return Stream.of(Op.class.getPermittedSubclasses());
  }

  @Test
  void the_operators_of_the_test_are_all_there_are() {
    assertThat(operators().<Class<?>>map(Op::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(records().toList());
  }

  @Test
  void the_activations_of_the_test_are_all_there_are() {
    assertThat(EveryOperator.activations().stream().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(Activation.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("operators")
  void an_operator_comes_back_as_it_was(Op op) throws Exception {
    assertThat(coded(op)).isEqualTo(op);
  }

  @ParameterizedTest
  @MethodSource("records")
  void any_attributes_of_an_operator_come_back(Class<?> type) throws Exception {
    long seed = 7;
    var generator = new RandomOperators(new SplittableRandom(seed));
    for (int i = 0; i < 200; i++) {
      Op op = (Op) generator.next(type);
      assertThat(coded(op)).as("seed %d, sample %d", seed, i).isEqualTo(op);
    }
  }

  @Test
  void floats_keep_every_bit() throws Exception {
    for (int bits : new int[] {0, 1 << 31, 0x7FC0_1234, 0xFFC0_0001, 1, 0x7F80_0000}) {
      float value = Float.intBitsToFloat(bits);
      Op op = coded(new Activate(new Activation.Clip(value, -value)));
      assertThat(op)
          .isInstanceOfSatisfying(
              Activate.class,
              activate -> {
                float low = ((Activation.Clip) activate.function()).low();
                assertThat(Float.floatToRawIntBits(low)).isEqualTo(bits);
              });
    }
  }

  @Test
  void doubles_keep_every_bit() throws Exception {
    for (long bits : new long[] {1L << 63, 0x7FF8_0000_0000_1234L, 1}) {
      Op op = coded(new Fill(List.of(), DType.FLOAT64, Double.longBitsToDouble(bits)));
      assertThat(op)
          .isInstanceOfSatisfying(
              Fill.class,
              fill -> assertThat(Double.doubleToRawLongBits(fill.value())).isEqualTo(bits));
    }
  }

  @Test
  void lists_of_a_read_operator_cannot_be_changed() throws Exception {
    Fill fill = (Fill) coded(new Fill(List.of(1, 2), DType.INT8, 0));
    assertThatThrownBy(() -> fill.shape().add(3)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void only_a_linear_operator_can_be_quantized() {
    Op op = new Quantized(new Softmax(1), QuantParams.perTensor(1), Result.FLOAT);
    assertThatThrownBy(() -> OpEncoder.encodeOp(op))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Quantized around Softmax");
  }

  private static Op coded(Op op) throws Exception {
    return OpDecoder.decodeOp(OctetProto.Op.parseFrom(OpEncoder.encodeOp(op).toByteArray()));
  }
}
