package dev.octet.engine.op;

/**
 * {@code x·scale + bias}, or {@code (x + bias)·scale} where {@code biasAfterScale} is false.
 * Inputs: x, then with {@code scaleInput} a one-element tensor that takes the place of {@code
 * scale}.
 */
public record Scale(float scale, float bias, boolean biasAfterScale, boolean scaleInput)
    implements Op {}
