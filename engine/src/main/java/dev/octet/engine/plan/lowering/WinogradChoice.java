package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.WinogradTile;
import java.util.Optional;

final class WinogradChoice {
  private WinogradChoice() {}

  static Optional<WinogradTile> floats(Convolution convolution) {
    if (!isSuitable(convolution)) {
      return Optional.empty();
    }
    return switch (System.getProperty("wino.float", "F4X4")) {
      case "F2X2" -> Optional.of(WinogradTile.F2X2);
      case "F4X4" -> Optional.of(WinogradTile.F4X4);
      default -> Optional.empty();
    };
  }

  static boolean mayBeInteger(Convolution convolution) {
    return isSuitable(convolution) && System.getProperty("wino.int", "yes").equals("yes");
  }

  static boolean isInteger(Convolution convolution, IntegerParts parts) {
    if (Boolean.getBoolean("wino.debug")) System.err.println(convolution.input()+" "+convolution.output()+" parts "+parts);
    return parts.count() > 0;
  }

  private static boolean isSuitable(Convolution convolution) {
    var window = convolution.window();
    return !convolution.isTransposed()
        && convolution.groups() == 1
        && window.kernelHeight() == 3
        && window.kernelWidth() == 3
        && window.strideHeight() == 1
        && window.strideWidth() == 1
        && window.dilationHeight() == 1
        && window.dilationWidth() == 1
        && convolution.input().dim(1) >= 16
        && convolution.output().dim(1) >= 16;
  }
}
