package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.Depthwise;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Pooling;
import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.kernel.Tuning;
import dev.octet.engine.kernel.Winograd;
import java.util.Optional;

/** The set on the Vector API, at the width of {@link Lanes}. */
public final class VectorKernels implements Kernels {
  private final FloatGemm floatGemm = new VectorFloatGemm();
  private final ByteGemm byteGemm = new VectorByteGemm();
  private final Depthwise depthwise = new VectorDepthwise();
  private final Winograd winograd = new VectorWinograd();
  private final Pooling pooling = new VectorPooling();
  private final FloatMath floatMath = new VectorFloatMath();
  private final Quantization quantization = new VectorQuantization();

  /** Loaded by name, where the module {@code jdk.incubator.vector} is present. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector-" + Lanes.BITS;
  }

  @Override
  public FloatGemm floatGemm() {
    return floatGemm;
  }

  @Override
  public ByteGemm byteGemm() {
    return byteGemm;
  }

  @Override
  public Depthwise depthwise() {
    return depthwise;
  }

  @Override
  public Winograd winograd() {
    return winograd;
  }

  @Override
  public Pooling pooling() {
    return pooling;
  }

  @Override
  public FloatMath floatMath() {
    return floatMath;
  }

  @Override
  public Quantization quantization() {
    return quantization;
  }

  @Override
  public int vectorBits() {
    return Lanes.BITS;
  }

  @Override
  public Optional<Tuning> tuning() {
    return Optional.of(Lanes.TUNING);
  }

  @Override
  public Optional<Tuning> measureTuning() {
    return Optional.of(TileSpeeds.measure());
  }
}
