package dev.octet.engine.plan.step;

/** {@code x·scale + bias} on int32 or int64. */
public record IntegerScale(Buffer x, Buffer y, long scale, long bias) implements Step {

  @Override
  public void run(Arena arena) {
    Object from = x.array(arena);
    Object to = y.array(arena);
    for (int i = 0; i < x.shape().elements(); i++) {
      long value = IntegerElements.get(from, x.offset() + i) * scale + bias;
      IntegerElements.set(to, y.offset() + i, value);
    }
  }
}
