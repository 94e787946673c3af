package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractByteGemmTest;
import dev.octet.engine.kernel.ByteGemm;

class VectorByteGemmTest extends AbstractByteGemmTest {
  @Override
  protected ByteGemm gemm() {
    return new VectorByteGemm();
  }
}
