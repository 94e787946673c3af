package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.Collection;

/**
 * Limits how many elements of constants the operators of a program look at or copy. A few passes
 * over all parameters are usual; a small program whose many operators all convert one large
 * parameter would take any time and memory.
 */
final class WorkBudget {
  private static final long PASSES = 8;
  private static final long EXTRA = 1 << 24;

  private long left;

  WorkBudget(Collection<Tensor> parameters) {
    left = EXTRA;
    for (Tensor tensor : parameters) {
      left += PASSES * tensor.elements();
    }
  }

  /**
   * @throws ModelFormatException if all operators together took too much
   */
  void take(OperatorPlace place, long elements) throws ModelFormatException {
    left -= elements;
    if (left < 0) {
      throw place.error("the program converts its constants over and over again");
    }
  }
}
