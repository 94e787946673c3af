package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.*;

/** The scalar set. */
public final class ScalarKernels implements Kernels {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public FloatGemm floatGemm() {
    throw new IllegalStateException();
  }

  @Override
  public ByteGemm byteGemm() {
    throw new IllegalStateException();
  }

  @Override
  public Depthwise depthwise() {
    throw new IllegalStateException();
  }

  @Override
  public Pooling pooling() {
    throw new IllegalStateException();
  }

  @Override
  public FloatMath floatMath() {
    throw new IllegalStateException();
  }

  @Override
  public Quantization quantization() {
    throw new IllegalStateException();
  }
}
