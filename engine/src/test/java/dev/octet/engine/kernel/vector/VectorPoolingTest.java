package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractPoolingTest;
import dev.octet.engine.kernel.Pooling;
import org.junit.jupiter.api.Tag;

@Tag("vector")
class VectorPoolingTest extends AbstractPoolingTest {
  @Override
  protected Pooling pooling() {
    return new VectorPooling();
  }
}
