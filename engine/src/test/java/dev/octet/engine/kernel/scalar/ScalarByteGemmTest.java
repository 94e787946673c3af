package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractByteGemmTest;
import dev.octet.engine.kernel.ByteGemm;

class ScalarByteGemmTest extends AbstractByteGemmTest {
  @Override
  protected ByteGemm gemm() {
    return new ScalarByteGemm();
  }
}
