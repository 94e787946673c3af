package dev.octet.engine.plan.fact;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value before a run: its type, its shape, and its elements if they are
 * constant.
 */
public final class Fact {
  private final DType dtype;
  private final Shape shape;
  private final @Nullable Tensor tensor;

  private Fact(DType dtype, Shape shape, @Nullable Tensor tensor) {
    this.dtype = dtype;
    this.shape = shape;
    this.tensor = tensor;
  }

  public static Fact of(DType dtype, Shape shape) {
    return new Fact(dtype, shape, null);
  }

  public static Fact of(Tensor tensor) {
    return new Fact(tensor.dtype(), tensor.shape(), tensor);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The elements, where they do not depend on the inputs of a run. */
  public Optional<Tensor> constant() {
    return Optional.ofNullable(tensor);
  }

  public int dim(int axis) {
    return shape.dim(axis);
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
