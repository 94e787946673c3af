package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/** The form in which an integer operator gives its result. */
public sealed interface Result {
  /** Real numbers in float32. */
  Result FLOAT = new Real();

  /** Real numbers in float32. */
  record Real() implements Result {}

  /** int8 under {@code params}, which hold for the whole tensor. */
  record Int8(QuantParams params) implements Result {}
}
