package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;

/** One rewriting of a program, as a pass of Paddle Lite does it. */
@FunctionalInterface
interface ProgramPass {
  void apply(ProgramDraft draft) throws ModelFormatException;
}
