package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractQuantizationTest;
import dev.octet.engine.kernel.Quantization;

class ScalarQuantizationTest extends AbstractQuantizationTest {
  @Override
  protected Quantization quantization() {
    return new ScalarQuantization();
  }
}
