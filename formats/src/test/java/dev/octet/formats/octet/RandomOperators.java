package dev.octet.formats.octet;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Operators with attributes drawn at random, from the components of their records. */
final class RandomOperators {
  private static final List<Class<?>> LINEAR =
      List.of(Conv2d.class, ConvTranspose2d.class, FullyConnected.class, MatMul.class);

  private final SplittableRandom random;

  RandomOperators(SplittableRandom random) {
    this.random = random;
  }

  /** An instance of a record or enum, or of one of the permitted subclasses of an interface. */
  Object next(Class<?> type) throws ReflectiveOperationException {
    if (type == int.class || type == Integer.class) {
      return random.nextBoolean() ? random.nextInt(1, 9) : random.nextInt() >>> 1;
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == float.class) {
      return Float.intBitsToFloat(random.nextInt());
    }
    if (type == double.class) {
      return Double.longBitsToDouble(random.nextLong());
    }
    if (type == List.class) {
      return random.ints(random.nextInt(5)).boxed().toList();
    }
    if (type == QuantParams.class) {
      return params();
    }
    if (type == Op.class) {
      return next(LINEAR.get(random.nextInt(LINEAR.size())));
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (type.isSealed()) {
      Class<?>[] permitted = type.getPermittedSubclasses();
      return next(permitted[random.nextInt(permitted.length)]);
    }
    return record(type);
  }

  private Object record(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(components[i].getType());
    }
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return type.getConstructor(types).newInstance(values);
  }

  private QuantParams params() {
    float[] thresholds = new float[random.nextInt(1, 6)];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = Float.intBitsToFloat(random.nextInt(1, 0x7F800000));
    }
    int axis = thresholds.length == 1 ? QuantParams.PER_TENSOR : random.nextInt(4);
    int bits = random.nextInt(2, 17);
    QuantParams params =
        (random.nextBoolean()
                ? QuantParams.perAxis(axis, thresholds).withBits(bits)
                : QuantParams.ofScales(axis, bits, scales(thresholds.length)))
            .withRounding(Rounding.values()[random.nextInt(Rounding.values().length)]);
    return random.nextBoolean() ? params.withFullRange() : params;
  }

  private double[] scales(int count) {
    return random.doubles(count, 1e-30, 1e30).toArray();
  }
}
