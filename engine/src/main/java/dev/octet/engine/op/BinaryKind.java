package dev.octet.engine.op;

/** An operation on two numbers. */
public enum BinaryKind {
  ADD,
  SUB,
  MUL,
  DIV,
  MAX,
  MIN,
  POW,
  /** The remainder with the sign of the divisor. */
  MOD,
  /** The quotient rounded down. */
  FLOOR_DIV
}
