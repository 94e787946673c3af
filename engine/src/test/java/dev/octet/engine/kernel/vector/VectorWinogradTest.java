package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.AbstractWinogradTest;
import dev.octet.engine.kernel.Winograd;
import org.junit.jupiter.api.Tag;

@Tag("vector")
class VectorWinogradTest extends AbstractWinogradTest {
  @Override
  protected Winograd winograd() {
    return new VectorWinograd();
  }
}
