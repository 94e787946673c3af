package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** The vector registers of this machine, which decide how large a tile can be. */
final class VectorRegisters {
  /** 16 on x86 before AVX-512, else 32. */
  static final int COUNT = count();

  private VectorRegisters() {}

  private static int count() {
    boolean x86 =
        switch (System.getProperty("os.arch", "")) {
          case "amd64", "x86_64", "x86", "i386" -> true;
          default -> false;
        };
    return x86 && FloatVector.SPECIES_PREFERRED.vectorBitSize() < 512 ? 16 : 32;
  }
}
