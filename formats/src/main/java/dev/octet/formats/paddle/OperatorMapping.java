package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;

/** Adds to the graph what an operator of one type means. */
@FunctionalInterface
interface OperatorMapping {
  /**
   * @throws ModelFormatException if an input is missing, or an attribute has a value or a type that
   *     is not supported
   */
  void map(Operator operator) throws ModelFormatException;
}
