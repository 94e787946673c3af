package dev.octet.engine.op;

import java.util.List;

/** Inserts dimensions of 1, one axis after another; a negative axis counts in the grown rank. */
public record Unsqueeze(List<Integer> axes) implements Op {}
