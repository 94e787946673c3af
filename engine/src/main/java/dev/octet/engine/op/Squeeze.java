package dev.octet.engine.op;

import java.util.List;

/** Removes the dimensions {@code axes} that are 1, or all that are 1 where the list is empty. */
public record Squeeze(List<Integer> axes) implements Op {}
