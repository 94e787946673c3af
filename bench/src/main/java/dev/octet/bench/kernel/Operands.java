package dev.octet.bench.kernel;

/** What the integers of an int8 kernel are: its speed depends on how soon int16 sums overflow. */
public enum Operands {
  /** Activations of either sign and weights of the largest magnitude. */
  WORST_CASE,
  /** Activations from 0 on, as after relu, and weights of a normal distribution. */
  ONE_SIDED
}
