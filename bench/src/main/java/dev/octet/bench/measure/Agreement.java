package dev.octet.bench.measure;

import java.util.List;

/**
 * How near the outputs of one engine are to those of another.
 *
 * @param relativeError the largest difference of two numbers over the largest number of that output
 * @param cosine the least cosine of two outputs
 * @param sameTop how many outputs have their greatest number at the same place
 * @param outputs how many outputs were compared
 */
public record Agreement(double relativeError, double cosine, int sameTop, int outputs) {
  private static final double MAX_RELATIVE_ERROR = 1e-3;
  private static final double MIN_COSINE = 0.99;

  public static Agreement of(List<float[]> expected, List<float[]> actual) {
    double relativeError = 0;
    double cosine = 1;
    int sameTop = 0;
    for (int i = 0; i < expected.size(); i++) {
      float[] a = expected.get(i);
      float[] b = actual.get(i);
      if (a.length != b.length) {
        return new Agreement(Double.POSITIVE_INFINITY, -1, 0, expected.size());
      }
      relativeError = Math.max(relativeError, relativeError(a, b));
      cosine = Math.min(cosine, cosine(a, b));
      sameTop += top(a) == top(b) ? 1 : 0;
    }
    return new Agreement(relativeError, cosine, sameTop, expected.size());
  }

  /** Whether these are float models that compute the same. */
  public boolean isSame() {
    return relativeError <= MAX_RELATIVE_ERROR;
  }

  /** Whether these are a float model and a sound quantization of it. */
  public boolean isClose() {
    return sameTop == outputs || cosine > MIN_COSINE;
  }

  private static double relativeError(float[] a, float[] b) {
    double difference = 0;
    double magnitude = Double.MIN_NORMAL;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
      magnitude = Math.max(magnitude, Math.abs(a[i]));
    }
    return difference / magnitude;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double aSquares = 0;
    double bSquares = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      aSquares += (double) a[i] * a[i];
      bSquares += (double) b[i] * b[i];
    }
    return product / Math.sqrt(aSquares * bSquares);
  }

  private static int top(float[] values) {
    int top = 0;
    for (int i = 1; i < values.length; i++) {
      top = values[i] > values[top] ? i : top;
    }
    return top;
  }
}
