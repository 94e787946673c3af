package dev.octet.formats.lite;

import java.util.List;

/** Removes scalings by 1 that follow an operator, or are in place. */
final class IdentityElimination implements ProgramPass {
  @Override
  public void apply(ProgramDraft draft) {
    // First, as the value of one in place would be given twice.
    draft.operations().removeIf(it -> isIdentity(it) && it.input("X").equals(it.output("Out")));
    for (Operation operation : draft.snapshot()) {
      if (isIdentity(operation)) {
        remove(draft, operation);
      }
    }
  }

  private static boolean isIdentity(Operation operation) {
    return operation.is("scale")
        && !operation.has("ScaleTensor")
        && operation.real("scale", 1) == 1
        && operation.real("bias", 0) == 0
        && operation.text("activation_type", "").isEmpty();
  }

  /** What gives the input gives the output instead. */
  private static void remove(ProgramDraft draft, Operation scale) {
    String from = scale.input("X");
    String to = scale.output("Out");
    if (draft.follower(from, "Out").isEmpty()) {
      return;
    }
    Operation giver = draft.writers(from).getFirst();
    if (giver.is("feed")) {
      return;
    }
    for (List<String> names : giver.outputs().values()) {
      names.replaceAll(name -> name.equals(from) ? to : name);
    }
    draft.operations().remove(scale);
  }
}
