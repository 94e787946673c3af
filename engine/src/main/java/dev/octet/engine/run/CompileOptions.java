package dev.octet.engine.run;

/**
 * How a graph is compiled.
 *
 * @param strict whether an operator that is quantized in the graph and cannot run in int8 is an
 *     error; with dynamic int8, operators that would be faster in float compute on int8 too
 * @param cachedPlans how many sets of input shapes keep their plan, 1 or more; the one that was not
 *     used for longest goes first
 * @param fastStart whether the first runs of a small model take the scalar kernels, while a thread
 *     in the background runs it on the vector kernels until the virtual machine has compiled these;
 *     the first result comes sooner, the runs at full speed may come later, and all are the same
 * @param dynamicInt8 whether operators with int8 weights whose inputs are not quantized compute on
 *     int8 nonetheless, where that is faster: each run quantizes the inputs by their own range,
 *     that of an image for convolutions and of a row for matrix products. Without it such weights
 *     are dequantized when the graph is compiled, and the operators compute on floats.
 */
public record CompileOptions(
    boolean strict, int cachedPlans, boolean fastStart, boolean dynamicInt8) {
  /** Not strict, plans for 8 sets of shapes, no fast start, no dynamic int8. */
  public static final CompileOptions DEFAULT = new CompileOptions(false, 8, false, false);

  public CompileOptions {
    if (cachedPlans < 1) {
      throw new IllegalArgumentException("cachedPlans " + cachedPlans + ": must be 1 or more");
    }
  }

  public CompileOptions withStrict(boolean strict) {
    return new CompileOptions(strict, cachedPlans, fastStart, dynamicInt8);
  }

  public CompileOptions withCachedPlans(int cachedPlans) {
    return new CompileOptions(strict, cachedPlans, fastStart, dynamicInt8);
  }

  public CompileOptions withFastStart(boolean fastStart) {
    return new CompileOptions(strict, cachedPlans, fastStart, dynamicInt8);
  }

  public CompileOptions withDynamicInt8(boolean dynamicInt8) {
    return new CompileOptions(strict, cachedPlans, fastStart, dynamicInt8);
  }
}
