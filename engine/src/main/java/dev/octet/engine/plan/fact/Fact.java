package dev.octet.engine.plan.fact;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value before a run: its type, its shape, whether it is constant, and its
 * elements if it is and they are still there.
 */
public final class Fact {
  private final DType dtype;
  private final Shape shape;
  private final boolean constant;
  private final @Nullable Tensor tensor;

  private Fact(DType dtype, Shape shape, boolean constant, @Nullable Tensor tensor) {
    this.dtype = dtype;
    this.shape = shape;
    this.constant = constant;
    this.tensor = tensor;
  }

  public static Fact of(DType dtype, Shape shape) {
    return new Fact(dtype, shape, false, null);
  }

  public static Fact of(Tensor tensor) {
    return new Fact(tensor.dtype(), tensor.shape(), true, tensor);
  }

  /** A constant whose elements are gone, since all its readers keep what they need of them. */
  public static Fact absorbed(DType dtype, Shape shape) {
    return new Fact(dtype, shape, true, null);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** Whether the elements do not depend on the inputs of a run. */
  public boolean isConstant() {
    return constant;
  }

  /** The elements of a constant, unless they are gone. */
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
