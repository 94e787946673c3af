package dev.octet.engine.op;

import java.util.List;

/**
 * Cuts x along {@code axis}, one output a part. {@code sections} are the sizes (one may be -1);
 * where it is empty, the outputs are of equal size.
 */
public record Split(int axis, List<Integer> sections) implements Op {}
