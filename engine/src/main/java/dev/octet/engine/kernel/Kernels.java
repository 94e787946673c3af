package dev.octet.engine.kernel;

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
}
