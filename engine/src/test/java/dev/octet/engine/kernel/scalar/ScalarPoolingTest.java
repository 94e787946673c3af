package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractPoolingTest;
import dev.octet.engine.kernel.Pooling;

class ScalarPoolingTest extends AbstractPoolingTest {
  @Override
  protected Pooling pooling() {
    return new ScalarPooling();
  }
}
