package dev.octet.engine.op;

import dev.octet.engine.tensor.DType;

/** The elements as another type; a fraction is cut off, as C does. */
public record Cast(DType dtype) implements Op {}
