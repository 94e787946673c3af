package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.AbstractWinogradTest;
import dev.octet.engine.kernel.Winograd;

class ScalarWinogradTest extends AbstractWinogradTest {
  @Override
  protected Winograd winograd() {
    return new ScalarWinograd();
  }
}
