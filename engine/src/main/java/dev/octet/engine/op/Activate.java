package dev.octet.engine.op;

/** An activation, element by element. Input: x, float; or int8 for relu. */
public record Activate(Activation function) implements Op {}
