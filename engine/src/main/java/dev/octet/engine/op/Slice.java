package dev.octet.engine.op;

import java.util.List;

/**
 * For each axis the elements {@code start}, {@code start+step}, … before {@code end}; negative
 * bounds count from the end, out of range ones are clamped. Then the {@code decreaseAxes}, which
 * must be 1, are removed. Inputs: x, then with {@code startsInput} and {@code endsInput} integer
 * vectors that take the place of the lists.
 */
public record Slice(
    List<Integer> axes,
    List<Integer> starts,
    List<Integer> ends,
    List<Integer> steps,
    List<Integer> decreaseAxes,
    boolean startsInput,
    boolean endsInput)
    implements Op {}
