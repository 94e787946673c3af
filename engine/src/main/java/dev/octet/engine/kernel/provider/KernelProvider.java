package dev.octet.engine.kernel.provider;

import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.scalar.ScalarKernels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Chooses the kernels of this virtual machine, once. {@code -Doctet.kernels=scalar|vector} forces a
 * set, {@code -Doctet.vectorBits=128|256|512} a vector width.
 */
public final class KernelProvider {
  /** The property that forces a set of kernels: {@code scalar} or {@code vector}. */
  public static final String KERNELS_PROPERTY = "octet.kernels";

  /** The property that forces a vector width in bits: 128, 256 or 512. */
  public static final String VECTOR_BITS_PROPERTY = "octet.vectorBits";

  /**
   * The property that, set to {@code direct}, keeps float convolutions to one chain of products.
   */
  public static final String FLOAT_PROPERTY = "octet.fp32";

  private static final String VECTOR_KERNELS = "dev.octet.engine.kernel.vector.VectorKernels";

  private KernelProvider() {}

  /** The kernels of this virtual machine. */
  public static Kernels kernels() {
    return Holder.KERNELS;
  }

  /** Whether {@link #FLOAT_PROPERTY} asks for direct float convolutions. */
  public static boolean isFloatDirect() {
    String wanted = System.getProperty(FLOAT_PROPERTY, "");
    return switch (wanted) {
      case "" -> false;
      case "direct" -> true;
      default ->
          throw new IllegalArgumentException(FLOAT_PROPERTY + "=" + wanted + ": must be direct");
    };
  }

  /** The kernels that are slow, but as fast as they will be from the first call on. */
  public static Kernels scalarKernels() {
    return new ScalarKernels();
  }

  private static final class Holder {
    static final Kernels KERNELS = choose();
  }

  private static Kernels choose() {
    Logger logger = System.getLogger("dev.octet.engine");
    String wanted = System.getProperty(KERNELS_PROPERTY, "");
    Kernels kernels =
        switch (wanted) {
          case "scalar" -> new ScalarKernels();
          case "vector" -> load();
          case "" -> isVectorModulePresent() ? load() : fallBack(logger);
          default ->
              throw new IllegalArgumentException(
                  KERNELS_PROPERTY + "=" + wanted + ": must be scalar or vector");
        };
    logger.log(Level.DEBUG, "kernels: {0}", kernels.name());
    return kernels;
  }

  private static boolean isVectorModulePresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  private static Kernels fallBack(Logger logger) {
    logger.log(
        Level.WARNING,
        "running on the slow scalar kernels;"
            + " start java with --add-modules jdk.incubator.vector for the fast ones");
    return new ScalarKernels();
  }

  private static Kernels load() {
    if (!isVectorModulePresent()) {
      throw new IllegalStateException(
          "the vector kernels need the flag --add-modules jdk.incubator.vector");
    }
    try {
      return (Kernels) Class.forName(VECTOR_KERNELS).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the vector kernels cannot be loaded: " + e.getCause(), e);
    }
  }
}
