package dev.octet.engine.plan.step;

import java.util.Arrays;

/** Sets every element of a value to one number, cut off to the value's type. */
public record FillElements(Buffer target, double value) implements Step {

  @Override
  public void run(Arena arena) {
    int from = target.offset();
    int to = from + target.shape().elements();
    Object array = target.array(arena);
    switch (target.dtype()) {
      case FLOAT32 -> Arrays.fill((float[]) array, from, to, (float) value);
      case FLOAT64 -> Arrays.fill((double[]) array, from, to, value);
      case INT8, UINT8 -> Arrays.fill((byte[]) array, from, to, (byte) (int) value);
      case BOOL -> Arrays.fill((byte[]) array, from, to, (byte) (value != 0 ? 1 : 0));
      case INT16 -> Arrays.fill((short[]) array, from, to, (short) value);
      case INT32 -> Arrays.fill((int[]) array, from, to, (int) value);
      case INT64 -> Arrays.fill((long[]) array, from, to, (long) value);
    }
  }
}
