package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** Single operators against Paddle's kernels, from the folder {@code octet.reference} if given. */
class ReferenceOperatorsTest {
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
    Optional<Deviation> deviation = Deviation.of(operator.name());
    double tolerance = deviation.map(Deviation::tolerance).orElse(0.0);

    double largest = 0;
    for (Map.Entry<String, Tensor> output : operator.expected().entrySet()) {
      String name = output.getKey();
      largest = Math.max(largest, difference(name, actual.get(name), output.getValue()));
    }
    assertThat(largest).as("relative difference").isLessThanOrEqualTo(tolerance);
    if (deviation.isPresent()) {
      assertThat(largest).as("it is exact: strike it from %s", deviation.get()).isPositive();
    }
  }

  /**
   * The largest difference of two elements, relative to the largest number of the output. Zeros are
   * equal whatever their sign.
   */
  private static double difference(String output, Tensor actual, Tensor expected) {
    assertThat(actual.shape()).as(output).isEqualTo(expected.shape());
    double magnitude = 0;
    double largest = 0;
    for (int i = 0; i < expected.elements(); i++) {
      magnitude = Math.max(magnitude, Math.abs(expected.element(i)));
      double difference = Math.abs(actual.element(i) - expected.element(i));
      assertThat(difference).as("%s[%d]", output, i).isNotNaN();
      largest = Math.max(largest, difference);
    }
    return largest == 0 ? 0 : largest / magnitude;
  }
}
