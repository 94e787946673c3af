package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractFloatGemmTest;
import dev.octet.engine.kernel.FloatGemm;

class VectorFloatGemm32RegistersTest extends AbstractFloatGemmTest {
  @Override
  protected FloatGemm gemm() {
    return new VectorFloatGemm(32);
  }
}
