package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractDepthwiseTest;
import dev.octet.engine.kernel.Depthwise;
import org.junit.jupiter.api.Tag;

@Tag("vector")
class VectorDepthwiseTest extends AbstractDepthwiseTest {
  @Override
  protected Depthwise depthwise() {
    return new VectorDepthwise();
  }
}
