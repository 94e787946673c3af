package dev.octet.engine.op;

/**
 * What follows the sum of a linear operator, in this order: a bias for each output channel, a
 * residual of the output's shape, an activation. Bias and residual are further inputs of the node,
 * in this order.
 */
public record Epilogue(boolean bias, boolean residual, Activation activation) {
  /** Nothing. */
  public static final Epilogue NONE = new Epilogue(false, false, Activation.NONE);

  public Epilogue withBias() {
    return new Epilogue(true, residual, activation);
  }

  public Epilogue withResidual() {
    return new Epilogue(bias, true, activation);
  }

  public Epilogue with(Activation activation) {
    return new Epilogue(bias, residual, activation);
  }
}
