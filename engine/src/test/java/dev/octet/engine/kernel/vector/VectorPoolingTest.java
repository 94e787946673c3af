package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractPoolingTest;
import dev.octet.engine.kernel.Pooling;

class VectorPoolingTest extends AbstractPoolingTest {
  @Override
  protected Pooling pooling() {
    return new VectorPooling();
  }
}
