package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.Tuning;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.kernel.provider.TuningFile;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this virtual machine: that of {@code -Doctet.vectorBits}, else the widest the
 * processor runs well. The species are static and final because C2 compiles vector code only for
 * species that it sees as constants; so one process has one width.
 */
final class Lanes {
  /** Bits of a vector: 128, 256 or 512. */
  static final int BITS = bits();

  static final VectorShape SHAPE = VectorShape.forBitSize(BITS);
  static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_128.withShape(SHAPE);
  static final VectorSpecies<Integer> INT = IntVector.SPECIES_128.withShape(SHAPE);
  static final VectorSpecies<Short> SHORT = ShortVector.SPECIES_128.withShape(SHAPE);
  static final VectorSpecies<Byte> BYTE = ByteVector.SPECIES_128.withShape(SHAPE);

  /**
   * Elements that one call of a loop over a long run does, a multiple of all vector lengths. C2
   * compiles a method well after some hundred calls of it, however long a single one takes; until
   * then its vectors are objects.
   */
  static final int RUN = 1024;

  /** What was measured of this machine at this width, else what holds for most. */
  static final Tuning TUNING =
      TuningFile.read(BITS).orElseGet(() -> Tuning.standard(VectorRegisters.COUNT));

  private Lanes() {}

  private static int bits() {
    String wanted = System.getProperty(KernelProvider.VECTOR_BITS_PROPERTY, "");
    return switch (wanted) {
      case "" -> Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
      case "128", "256", "512" -> Integer.parseInt(wanted);
      default ->
          throw new IllegalArgumentException(
              KernelProvider.VECTOR_BITS_PROPERTY + "=" + wanted + ": must be 128, 256 or 512");
    };
  }
}
