package dev.octet.engine.op;

/** The dimensions of x as an int32 vector. */
public record ShapeOf() implements Op {}
