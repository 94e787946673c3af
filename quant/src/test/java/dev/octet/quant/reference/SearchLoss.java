package dev.octet.quant.reference;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.pass.FoldNormalization;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.Algorithm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the searches {@code mse} and {@code emd} minimize, in double and from its definition, over
 * the batches of one variable. It tells a near tie, which the rounding of float32 decides, from a
 * threshold that is wrong.
 */
final class SearchLoss {
  /**
   * Losses that differ by no more than this share of {@link Loss#scale} may come in either order in
   * float32. NumPy's sum of a batch is a tree some 30 additions deep, whose roundings, of 2^-24
   * each, add up like a random walk: to √30 of them in a loss and √60, nearly 8, in a difference.
   */
  private static final double ROUNDINGS = 8 * 0x1p-24;

  private static final int LEVELS = 127;
  private static final double FIRST_SHARE = 0.3;
  private static final double STEP = 0.02;
  private static final int SHARES = 35;
  private static final double SAME_SHARE = 1e-5;

  private final List<float[]> batches;
  private final boolean squared;
  private final int lowest;

  /**
   * @param scale the size of what is summed: of mse the loss itself, of emd, the difference of
   *     means and deviations, the root of the mean square, which neither exceeds
   */
  private record Loss(double value, double scale) {
    static final Loss NONE = new Loss(Double.POSITIVE_INFINITY, 0);
  }

  private SearchLoss(List<float[]> batches, boolean squared, int lowest) {
    this.batches = batches;
    this.squared = squared;
    this.lowest = lowest;
  }

  /** Of a variable of a case of {@code mse} or {@code emd}, as Octet computes the variable. */
  static SearchLoss of(PaddleCase paddle, String variable) throws IOException {
    return new SearchLoss(
        batches(paddle, variable),
        paddle.algorithm() == Algorithm.MSE,
        paddle.isOnnxFormat() ? -LEVELS - 1 : 0);
  }

  private static List<float[]> batches(PaddleCase paddle, String variable) throws IOException {
    Graph read = paddle.read();
    Graph graph = paddle.foldsWeights() ? new FoldNormalization().apply(read) : read;
    String input = graph.inputs().getFirst().name();
    List<Tensor> images = paddle.batches();
    if (variable.equals(input)) {
      return images.stream().map(Tensor::toFloats).toList();
    }
    Value value =
        graph.nodes().stream()
            .flatMap(node -> node.outputs().stream())
            .filter(it -> it.name().equals(variable))
            .findFirst()
            .orElseThrow();
    List<float[]> batches = new ArrayList<>();
    try (Session session = Octet.compile(graph.withOutputs(List.of(value))).newSession()) {
      for (Tensor batch : images) {
        batches.add(session.run(Map.of(input, batch)).get(variable).toFloats());
      }
    }
    return batches;
  }

  /** Whether both are candidates of the search whose losses float32 cannot tell apart. */
  boolean isNearTie(double threshold, double other) {
    Loss a = at(threshold);
    Loss b = at(other);
    return Math.abs(a.value() - b.value()) <= ROUNDINGS * Math.max(a.scale(), b.scale());
  }

  /** The least of the batches that try a threshold. */
  private Loss at(double threshold) {
    Loss least = Loss.NONE;
    for (float[] x : batches) {
      if (isCandidate(threshold, x)) {
        Loss loss = loss(x, threshold);
        least = loss.value() < least.value() ? loss : least;
      }
    }
    return least;
  }

  /** Whether a threshold is 0.30, 0.32, … 0.98 of the largest magnitude. */
  private static boolean isCandidate(double threshold, float[] x) {
    double largest = IntStream.range(0, x.length).mapToDouble(i -> Math.abs(x[i])).max().orElse(0);
    double share = threshold / largest;
    return IntStream.range(0, SHARES)
        .mapToDouble(i -> FIRST_SHARE + i * STEP)
        .anyMatch(candidate -> Math.abs(share - candidate) <= SAME_SHARE * candidate);
  }

  private Loss loss(float[] x, double threshold) {
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double q = Math.rint(x[i] / threshold * LEVELS);
      rounded[i] = Math.clamp(q, lowest, LEVELS) / LEVELS * threshold;
    }
    if (squared) {
      double loss = mean(x.length, i -> square(x[i] - rounded[i]));
      return new Loss(loss, loss);
    }
    double mean = mean(x.length, i -> x[i]);
    double deviation = Math.sqrt(mean(x.length, i -> square(x[i] - mean)));
    double ofRounded = mean(x.length, i -> rounded[i]);
    double deviationOfRounded = Math.sqrt(mean(x.length, i -> square(rounded[i] - ofRounded)));
    return new Loss(
        Math.abs(mean - ofRounded) + Math.abs(deviation - deviationOfRounded),
        Math.hypot(mean, deviation));
  }

  private static double square(double x) {
    return x * x;
  }

  private static double mean(int count, IntToDoubleFunction element) {
    return IntStream.range(0, count).mapToDouble(element).sum() / count;
  }
}
