package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractQuantizationTest;
import dev.octet.engine.kernel.Quantization;
import org.junit.jupiter.api.Tag;

@Tag("vector")
class VectorQuantizationTest extends AbstractQuantizationTest {
  @Override
  protected Quantization quantization() {
    return new VectorQuantization();
  }
}
