package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractFloatGemmTest;
import dev.octet.engine.kernel.FloatGemm;

class ScalarFloatGemmTest extends AbstractFloatGemmTest {
  @Override
  protected FloatGemm gemm() {
    return new ScalarFloatGemm();
  }
}
