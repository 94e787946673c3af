package dev.octet.engine.run;

/**
 * How a graph is compiled.
 *
 * @param strict whether an operator that is quantized in the graph and cannot run in int8 is an
 *     error
 * @param cachedPlans how many sets of input shapes keep their plan, 1 or more; the one that was not
 *     used for longest goes first
 */
public record CompileOptions(boolean strict, int cachedPlans) {
  /** Not strict, plans for 8 sets of shapes. */
  public static final CompileOptions DEFAULT = new CompileOptions(false, 8);

  public CompileOptions {
    if (cachedPlans < 1) {
      throw new IllegalArgumentException("cachedPlans " + cachedPlans + ": must be 1 or more");
    }
  }

  public CompileOptions withStrict(boolean strict) {
    return new CompileOptions(strict, cachedPlans);
  }

  public CompileOptions withCachedPlans(int cachedPlans) {
    return new CompileOptions(strict, cachedPlans);
  }
}
