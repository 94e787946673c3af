package dev.octet.engine.op;

import dev.octet.engine.tensor.DType;
import java.util.List;

/**
 * A tensor of one value. Inputs: optionally an integer vector that takes the place of {@code
 * shape}.
 */
public record Fill(List<Integer> shape, DType dtype, double value) implements Op {}
