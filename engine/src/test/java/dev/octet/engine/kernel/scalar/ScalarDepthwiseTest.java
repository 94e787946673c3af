package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractDepthwiseTest;
import dev.octet.engine.kernel.Depthwise;

class ScalarDepthwiseTest extends AbstractDepthwiseTest {
  @Override
  protected Depthwise depthwise() {
    return new ScalarDepthwise();
  }
}
