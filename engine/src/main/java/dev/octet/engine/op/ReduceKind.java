package dev.octet.engine.op;

/** How many numbers become one. */
public enum ReduceKind {
  MEAN,
  SUM,
  MAX,
  MIN
}
