package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractDepthwiseTest;
import dev.octet.engine.kernel.Depthwise;

class VectorDepthwiseTest extends AbstractDepthwiseTest {
  @Override
  protected Depthwise depthwise() {
    return new VectorDepthwise();
  }
}
