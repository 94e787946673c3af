package dev.octet.engine.op;

/** Merges the dimensions before {@code axis} into one and those from it on into another. */
public record FlattenTo2d(int axis) implements Op {}
