package dev.octet.engine.pass;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;

/** Whether a linear operator can compute on the integers that its inputs come from. */
sealed interface QuantizationMatch {
  /** The most products of int8 numbers that always fit an int32 sum. */
  int MAX_DEPTH = Integer.MAX_VALUE / (128 * 128);

  String TOO_WIDE = "it is quantized to more than 8 bits";

  /** It can. */
  record Found(
      Value input, QuantParams inputParams, Value weights, Tensor integers, QuantParams params)
      implements QuantizationMatch {}

  /** It can, and its right-hand side is another input, or constant and not of rank 2. */
  record FoundProduct(Value input, QuantParams inputParams, Value other, QuantParams otherParams)
      implements QuantizationMatch {}

  /** It can if its input is quantized in each run by its own range. */
  record FoundDynamic(Value weights, Tensor integers, QuantParams params)
      implements QuantizationMatch {}

  /** Its inputs are quantized, but it cannot. */
  record Refused(String reason) implements QuantizationMatch {}

  /** Its inputs are not quantized. */
  record NotQuantized() implements QuantizationMatch {}

  /**
   * @param mode which inputs that are not quantized are to be by their own range
   * @param producers the node that gives a value
   * @param constants the tensor of a constant
   */
  static QuantizationMatch of(
      Node node,
      DynamicInt8 mode,
      Function<Value, Optional<Node>> producers,
      Function<Value, Optional<Tensor>> constants) {
    if (!LinearOps.isLinear(node.op())) {
      return new NotQuantized();
    }
    Op from = producers.apply(node.input(0)).map(Node::op).orElse(node.op());
    Op weightsFrom = producers.apply(node.input(1)).map(Node::op).orElse(node.op());
    if (from instanceof FakeQuantize
        || weightsFrom instanceof FakeQuantize
        || isCastInteger(node.input(0), producers)
        || from instanceof FakeDequantize) {
      return new Refused("its quantization is simulated in float");
    }
    boolean inputQuantized = from instanceof Dequantize;
    if (!(weightsFrom instanceof Dequantize(QuantParams params))) {
      return inputQuantized ? new Refused("its weights are not quantized") : new NotQuantized();
    }
    Value integers = producers.apply(node.input(1)).orElseThrow().input(0);
    Optional<Tensor> tensor = constants.apply(integers);
    if (!(from instanceof Dequantize(QuantParams inputParams))) {
      if (tensor.isEmpty()) {
        return new NotQuantized();
      }
      return mode == DynamicInt8.OFF
          ? new Refused("its input is not quantized, unless by its own range (dynamic int8)")
          : dynamic(mode, node, integers, tensor.get(), params, constants);
    }
    Value input = producers.apply(node.input(0)).orElseThrow().input(0);
    if (node.op() instanceof MatMul && tensor.filter(it -> it.shape().rank() == 2).isEmpty()) {
      return product(node, new FoundProduct(input, inputParams, integers, params));
    }
    if (tensor.isEmpty() || tensor.get().dtype() != DType.INT8) {
      return new Refused("its weights are no int8 constant");
    }
    Optional<String> reason = refusal(node, inputParams, params, tensor.get(), constants);
    return reason.isPresent()
        ? new Refused(reason.get())
        : new Found(input, inputParams, integers, tensor.get(), params);
  }

  private static QuantizationMatch product(Node node, FoundProduct found) {
    if (!found.inputParams().isPerTensor() || !found.otherParams().isPerTensor()) {
      return new Refused("an input of it has a scale for each index of an axis");
    }
    if (found.inputParams().bits() > 8 || found.otherParams().bits() > 8) {
      return new Refused(TOO_WIDE);
    }
    return LinearOps.epilogue(node.op()).bias() ? new Refused("it has a bias") : found;
  }

  private static QuantizationMatch dynamic(
      DynamicInt8 mode,
      Node node,
      Value weights,
      Tensor integers,
      QuantParams params,
      Function<Value, Optional<Tensor>> constants) {
    if (integers.dtype() != DType.INT8) {
      return new Refused("its weights are %s, not int8".formatted(integers.dtype()));
    }
    if (constants.apply(node.input(0)).isPresent()) {
      return new Refused("its input is constant");
    }
    Optional<String> reason = refusal(node, DynamicQuantization.UNIT, params, integers, constants);
    if (reason.isPresent()) {
      return new Refused(reason.get());
    }
    long depth = LinearOps.depth(node.op(), integers.shape());
    return mode.leavesInFloat(depth)
        ? new Refused("sums of %d products are faster in float".formatted(depth))
        : new FoundDynamic(weights, integers, params);
  }

  /** Whether a value is int8 of a {@link Quantize}, held as floats. */
  private static boolean isCastInteger(Value value, Function<Value, Optional<Node>> producers) {
    return producers
        .apply(value)
        .filter(cast -> cast.op() instanceof Cast)
        .flatMap(cast -> producers.apply(cast.input(0)))
        .filter(quantize -> quantize.op() instanceof Quantize)
        .isPresent();
  }

  private static Optional<String> refusal(
      Node node,
      QuantParams input,
      QuantParams weights,
      Tensor integers,
      Function<Value, Optional<Tensor>> constants) {
    Op op = node.op();
    Shape shape = integers.shape();
    if (op instanceof MatMul && shape.rank() != 2) {
      return Optional.of("its weights are of rank " + shape.rank());
    }
    if (!LinearOps.fits(op, shape)) {
      return Optional.of("its weights of shape %s are none for it".formatted(shape));
    }
    if (!input.isPerTensor()) {
      return Optional.of("its input has a scale for each index of an axis");
    }
    if (!weights.isPerTensor() && LinearOps.scaleIndices(op, shape, weights.axis()).isEmpty()) {
      return Optional.of(
          "its weights have scales along axis %d, and an output channel several of them"
              .formatted(weights.axis()));
    }
    if (input.bits() > 8 || weights.bits() > 8) {
      return Optional.of(TOO_WIDE);
    }
    if (LinearOps.epilogue(op).bias() && constants.apply(node.input(2)).isEmpty()) {
      return Optional.of("its bias is not constant");
    }
    if (LinearOps.depth(op, shape) > MAX_DEPTH) {
      return Optional.of("its sums are too long for int32");
    }
    return Optional.empty();
  }
}
