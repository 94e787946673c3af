package dev.octet.formats.paddle;

import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which linear operators of a program give sums that only a {@code fake_dequantize} operator reads.
 */
final class FrozenLayers {
  private static final Set<String> DEQUANTIZE =
      Set.of("fake_dequantize_max_abs", "fake_channel_wise_dequantize_max_abs", "dequantize");

  private final Map<Integer, Integer> dequantizations = new HashMap<>();

  private FrozenLayers() {}

  static FrozenLayers of(List<OperatorProto> operators) {
    Map<String, Integer> writers = new HashMap<>();
    Map<Integer, Set<Integer>> readers = new HashMap<>();
    for (int i = 0; i < operators.size(); i++) {
      for (SlotProto slot : operators.get(i).getInputsList()) {
        for (String variable : slot.getVariablesList()) {
          Integer writer = writers.get(variable);
          if (writer != null) {
            readers.computeIfAbsent(writer, _ -> new HashSet<>()).add(i);
          }
        }
      }
      for (SlotProto slot : operators.get(i).getOutputsList()) {
        for (String variable : slot.getVariablesList()) {
          writers.put(variable, i);
        }
      }
    }
    FrozenLayers layers = new FrozenLayers();
    readers.forEach(
        (writer, indices) -> {
          int reader = indices.iterator().next();
          if (indices.size() == 1
              && LinearSlots.of(operators.get(writer).getType()).isPresent()
              && DEQUANTIZE.contains(operators.get(reader).getType())) {
            layers.dequantizations.put(writer, reader);
          }
        });
    return layers;
  }

  /** The index of the operator that makes the sums of a linear one real numbers. */
  OptionalInt dequantization(int linear) {
    Integer index = dequantizations.get(linear);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
