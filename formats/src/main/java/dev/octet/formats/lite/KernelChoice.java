package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.lite.LiteKernel.Elements;
import dev.octet.formats.paddle.proto.VariableProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Names the kernel of each operator that has none yet.
 *
 * @param missing receives the types of operators for which the target has no kernel
 */
record KernelChoice(LiteTarget target, SortedSet<String> missing) implements ProgramPass {
  static final String ATTRIBUTE = "__@kernel_type_attr@__";

  /** The slots whose elements decide, the first that is there. */
  private static final List<String> DECIDING = List.of("Index", "X", "Input", "Ids");

  /** Numbers of element types in {@code fetch}: those of Paddle by those of Paddle Lite. */
  private static final Map<Integer, Integer> PRECISIONS =
      Map.of(5, 1, 21, 2, 2, 3, 4, 5, 0, 6, 3, 7, 1, 8);

  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.operations()) {
      if (operation.attributes().containsKey(ATTRIBUTE)) {
        continue;
      }
      Optional<LiteKernel> kernel =
          isChannelsLast(operation)
              ? Optional.empty()
              : LiteKernels.find(operation.type(), target, elements(draft, operation));
      if (kernel.isEmpty()) {
        missing.add(operation.type());
      } else {
        operation.set(ATTRIBUTE, kernel.get().attribute());
      }
      if (operation.is("fetch")) {
        int type = type(draft, operation.input("X"));
        operation.set("data_type", PRECISIONS.getOrDefault(type, 1));
      }
    }
  }

  private static boolean isChannelsLast(Operation operation) {
    return operation.text("data_format", operation.text("data_layout", "")).endsWith("HWC");
  }

  private static Elements elements(ProgramDraft draft, Operation operation) {
    for (String slot : DECIDING) {
      List<String> names = operation.inputs().getOrDefault(slot, List.of());
      if (!names.isEmpty()) {
        return Elements.of(type(draft, names.getFirst()));
      }
    }
    return Elements.FLOAT;
  }

  /** Paddle's number for the type of a variable. */
  private static int type(ProgramDraft draft, String name) {
    Tensor tensor = draft.tensors().get(name);
    if (tensor != null && tensor.dtype().isFloating()) {
      return 5;
    }
    VariableProto variable = draft.variables().get(name);
    return variable == null || !variable.getType().hasDense()
        ? 5
        : variable.getType().getDense().getTensor().getType();
  }
}
