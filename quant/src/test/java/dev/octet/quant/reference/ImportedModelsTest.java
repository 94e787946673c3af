package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that others quantized, against Paddle's own run of them. */
class ImportedModelsTest {
  private static final double MARGIN = 0.02;
  private static final double MEAN_DIFFERENCE = 0.01;
  private static final double POINTS = 0.002;
  private static final double DECIBELS = 0.01;
  private static TestSet testSet;

  @BeforeAll
  static void read() throws IOException {
    testSet = TestSet.read();
  }

  static List<ImportedModel> models() throws IOException {
    return ImportedModel.all();
  }

  static List<ImportedModel> classifiers() throws IOException {
    return models().stream().filter(ImportedModel::isClassifier).toList();
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void the_first_class_is_that_of_paddle_where_that_is_sure(ImportedModel imported)
      throws IOException {
    Tensor expected = imported.output();
    Tensor actual = run(imported);

    int classes = expected.shape().dim(1);
    for (int image = 0; image < expected.shape().dim(0); image++) {
      int best = best(expected, image, classes);
      if (margin(expected, image, classes, best) > MARGIN) {
        assertThat(best(actual, image, classes)).as("image %d", image).isEqualTo(best);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void the_outputs_differ_little_from_those_of_paddle(ImportedModel imported) throws IOException {
    assertThat(meanDifference(run(imported), imported.output())).isLessThan(MEAN_DIFFERENCE);
  }

  @ParameterizedTest
  @MethodSource("models")
  void over_all_test_images_it_is_as_good_as_with_paddle(ImportedModel imported)
      throws IOException {
    CompiledModel model = Octet.compile(imported.read());

    double value = testSet.measure(model, imported.metric());

    System.out.printf(
        "| %s | %s | %d | %.1e | %.4f | %.4f |%n",
        imported,
        imported.encoding(),
        model.report().int8Count(),
        meanDifference(run(imported), imported.output()),
        imported.value(),
        value);
    double tolerance = imported.isClassifier() ? POINTS : DECIBELS;
    assertThat(value).isBetween(imported.value() - tolerance, imported.value() + tolerance);
  }

  private static Tensor run(ImportedModel imported) throws IOException {
    try (Session session = Octet.compile(imported.read()).newSession()) {
      return session.run(imported.input()).copy();
    }
  }

  private static double meanDifference(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double sum = 0;
    for (int i = 0; i < expected.elements(); i++) {
      sum += Math.abs(actual.element(i) - expected.element(i));
    }
    return sum / expected.elements();
  }

  private static int best(Tensor scores, int image, int classes) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (scores.element(image * classes + i) > scores.element(image * classes + best)) {
        best = i;
      }
    }
    return best;
  }

  private static double margin(Tensor scores, int image, int classes, int best) {
    double second = 0;
    for (int i = 0; i < classes; i++) {
      if (i != best) {
        second = Math.max(second, scores.element(image * classes + i));
      }
    }
    return scores.element(image * classes + best) - second;
  }
}
