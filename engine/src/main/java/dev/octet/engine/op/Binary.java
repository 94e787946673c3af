package dev.octet.engine.op;

/**
 * An operation on two tensors, element by element. {@code axis} -1 aligns the last dimensions as
 * NumPy does; an axis of 0 or more aligns dimension 0 of the tensor of lower rank with that
 * dimension of the other. The activation is applied to the result.
 */
public record Binary(BinaryKind kind, int axis, Activation activation) implements Op {
  /** Without activation. */
  public Binary(BinaryKind kind, int axis) {
    this(kind, axis, Activation.NONE);
  }
}
