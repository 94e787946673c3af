package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Single operators against Paddle's kernels, from the folder {@code octet.reference} if given. */
class ReferenceOperatorsTest {
  /** Those with sums in float, in an order of their own, or with functions beyond arithmetic. */
  private static final Set<String> APPROXIMATE =
      Set.of(
          "conv2d",
          "conv2d_transpose",
          "depthwise_conv2d",
          "elu",
          "exp",
          "gelu",
          "matmul",
          "matmul_v2",
          "mish",
          "mul",
          "sigmoid",
          "silu",
          "softmax",
          "softplus",
          "swish",
          "tanh");

  /** Of those, relative to the largest number of an output. */
  private static final double TOLERANCE = 1e-6;

  @TestFactory
  Stream<DynamicTest> an_operator_gives_what_paddle_gives(TestReporter reporter)
      throws IOException {
    String reference = System.getProperty("octet.reference", "");
    if (reference.isEmpty()) {
      reporter.publishEntry("octet.reference names no folder, so no operators are compared");
      return Stream.empty();
    }
    return ReferenceOperator.all(Path.of(reference).resolve("ops")).stream()
        .map(operator -> DynamicTest.dynamicTest(operator.name(), () -> compare(operator)));
  }

  private static void compare(ReferenceOperator operator) throws IOException {
    Map<String, Tensor> actual = operator.run();
    boolean exact = !APPROXIMATE.contains(operator.type());

    operator
        .expected()
        .forEach((output, expected) -> compare(output, actual.get(output), expected, exact));
  }

  private static void compare(String output, Tensor actual, Tensor expected, boolean exact) {
    assertThat(actual.shape()).as(output).isEqualTo(expected.shape());
    double magnitude = 0;
    for (int i = 0; i < expected.elements(); i++) {
      magnitude = Math.max(magnitude, Math.abs(expected.element(i)));
    }
    double allowed = exact ? 0 : magnitude * TOLERANCE;
    for (int i = 0; i < expected.elements(); i++) {
      double difference = Math.abs(actual.element(i) - expected.element(i));
      // Written so that a NaN on either side fails.
      assertThat(difference <= allowed)
          .as("%s[%d]: %s, but Paddle has %s", output, i, actual.element(i), expected.element(i))
          .isTrue();
    }
  }
}
