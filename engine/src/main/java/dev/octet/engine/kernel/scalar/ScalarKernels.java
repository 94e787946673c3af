package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.Depthwise;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Pooling;
import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.kernel.Winograd;

/** The normative set: plain Java, one element at a time. */
public final class ScalarKernels implements Kernels {
  private final FloatGemm floatGemm = new ScalarFloatGemm();
  private final ByteGemm byteGemm = new ScalarByteGemm();
  private final Depthwise depthwise = new ScalarDepthwise();
  private final Winograd winograd = new ScalarWinograd();
  private final Pooling pooling = new ScalarPooling();
  private final FloatMath floatMath = new ScalarFloatMath();
  private final Quantization quantization = new ScalarQuantization();

  @Override
  public String name() {
    return "scalar";
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
}
