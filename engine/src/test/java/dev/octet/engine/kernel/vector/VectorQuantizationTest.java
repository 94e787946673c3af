package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractQuantizationTest;
import dev.octet.engine.kernel.Quantization;

class VectorQuantizationTest extends AbstractQuantizationTest {
  @Override
  protected Quantization quantization() {
    return new VectorQuantization();
  }
}
