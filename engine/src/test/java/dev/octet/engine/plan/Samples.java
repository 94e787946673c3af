package dev.octet.engine.plan;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Tensors for tests, and expectations written element by element. */
final class Samples {
  static final long SEED = 4711;

  private Samples() {}

  /** Numbers from -2 to 2. */
  static Tensor floats(int seed, int... dims) {
    Random random = new Random(SEED + seed);
    float[] data = new float[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat() * 4 - 2;
    }
    return Tensor.of(data, dims);
  }

  /** Integers from -127 to 127. */
  static Tensor bytes(int seed, int... dims) {
    Random random = new Random(SEED + seed);
    byte[] data = new byte[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (random.nextInt(255) - 127);
    }
    return Tensor.of(data, dims);
  }

  /** 0, 1, 2, … in a type. */
  static Tensor counting(DType dtype, int... dims) {
    return tensor(dtype, Shape.of(dims), index -> Samples.flat(Shape.of(dims), index));
  }

  /** A tensor of a function of the indices. */
  static Tensor tensor(DType dtype, Shape shape, ToDoubleFunction<int[]> element) {
    Tensor tensor = Tensor.zeros(dtype, shape);
    Object array = tensor.segment().heapBase().orElseThrow();
    for (int i = 0; i < shape.elements(); i++) {
      double value = element.applyAsDouble(index(shape, i));
      switch (array) {
        case float[] floats -> floats[i] = (float) value;
        case double[] doubles -> doubles[i] = value;
        case byte[] bytes -> bytes[i] = (byte) value;
        case short[] shorts -> shorts[i] = (short) value;
        case int[] ints -> ints[i] = (int) value;
        case long[] longs -> longs[i] = (long) value;
        default -> throw new AssertionError(array);
      }
    }
    return tensor;
  }

  /** The element of a tensor at the given indices. */
  static double at(Tensor tensor, int... index) {
    return tensor.element(flat(tensor.shape(), index));
  }

  static double[] elements(Tensor tensor) {
    double[] elements = new double[tensor.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = tensor.element(i);
    }
    return elements;
  }

  static int flat(Shape shape, int... index) {
    int flat = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      flat = flat * shape.dim(axis) + index[axis];
    }
    return flat;
  }

  static int[] index(Shape shape, int flat) {
    int[] index = new int[shape.rank()];
    for (int axis = shape.rank() - 1, rest = flat; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }
}
