package dev.octet.engine.op;

/** How the numbers of a window become one. */
public enum PoolKind {
  MAX,
  AVERAGE
}
