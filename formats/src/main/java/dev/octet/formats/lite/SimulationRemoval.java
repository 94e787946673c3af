package dev.octet.formats.lite;

import java.util.List;
import java.util.Set;

/**
 * Removes simulated quantization before operators that have no weights: Paddle Lite has no kernels
 * for it, and such operators compute on real numbers there. What only observes values goes too, so
 * that operators around it can be fused.
 *
 * @param remarks receives what a user should know
 */
record SimulationRemoval(List<String> remarks) implements ProgramPass {
  private static final Set<String> OBSERVERS = Set.of("moving_average_abs_max_scale", "assign");
  private static final Set<String> ROUNDING =
      Set.of("fake_quantize_dequantize_moving_average_abs_max");

  @Override
  public void apply(ProgramDraft draft) {
    int rounded = 0;
    for (Operation operation : draft.snapshot()) {
      String from = operation.input("X");
      String to = operation.output("Out");
      boolean rounds = ROUNDING.contains(operation.type());
      if ((rounds || OBSERVERS.contains(operation.type()))
          && !from.isEmpty()
          && draft.writers(from).size() <= 1
          && draft.writers(to).size() <= 1
          && (rounds || draft.readers(to).stream().noneMatch(reader -> reader.is("fetch")))) {
        draft.operations().remove(operation);
        for (Operation reader : draft.readers(to)) {
          reader.inputs().values().forEach(names -> names.replaceAll(n -> n.equals(to) ? from : n));
        }
        rounded += rounds ? 1 : 0;
      }
    }
    if (rounded > 0) {
      remarks.add(
          "Paddle Lite computes on float32 what reads %d of the quantized values; they are not rounded"
              .formatted(rounded));
    }
  }
}
