package dev.octet.engine.kernel;

import java.util.Optional;

/**
 * One complete set of inner loops. All sets give the same bits; they differ in speed. Stateless and
 * shared between threads.
 */
public interface Kernels {
  /** As reports show it: {@code scalar}, {@code vector-512}. */
  String name();

  FloatGemm floatGemm();

  ByteGemm byteGemm();

  Depthwise depthwise();

  Winograd winograd();

  Pooling pooling();

  FloatMath floatMath();

  Quantization quantization();

  /** The bits of a vector; 0 for kernels without vectors. */
  default int vectorBits() {
    return 0;
  }

  /** What the choice between kernels of the same bits goes by; empty where there is none. */
  default Optional<Tuning> tuning() {
    return Optional.empty();
  }

  /** Measures this machine anew, in some seconds; what it finds counts from the next start on. */
  default Optional<Tuning> measureTuning() {
    return Optional.empty();
  }
}
