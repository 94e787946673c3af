package dev.octet.engine.op;

/** The input itself. */
public record Identity() implements Op {}
