package dev.octet.formats.lite;

import java.util.List;

/** Removes scalings by 1 that follow an operator, or are in place. */
final class IdentityElimination implements ProgramPass {
  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.snapshot()) {
      if (operation.is("scale")
          && !operation.has("ScaleTensor")
          && operation.real("scale", 1) == 1
          && operation.real("bias", 0) == 0
          && operation.text("activation_type", "").isEmpty()) {
        remove(draft, operation);
      }
    }
  }

  /** What gives the input gives the output instead. */
  private static void remove(ProgramDraft draft, Operation scale) {
    String from = scale.input("X");
    String to = scale.output("Out");
    if (!from.isEmpty() && from.equals(to)) {
      draft.operations().remove(scale);
      return;
    }
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
