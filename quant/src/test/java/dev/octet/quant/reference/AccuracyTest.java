package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.run.CompileOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks that Octet calibrates, quantizes and runs on int8, against what Paddle reaches with the
 * simulation of its own quantized network.
 */
class AccuracyTest {
  private static final double ONE_IMAGE = 1.5e-4;
  private static final double POINTS = 0.003;
  private static final double DECIBELS = 0.2;
  private static TestSet testSet;

  @BeforeAll
  static void read() throws IOException {
    testSet = TestSet.read();
  }

  static List<PaddleCase> cases() throws IOException {
    return PaddleCase.all();
  }

  static List<PaddleCase> networks() throws IOException {
    return cases().stream().filter(PaddleCase::isFirstOfNetwork).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void over_all_test_images_float_is_as_good_as_paddle(PaddleCase paddle) throws IOException {
    double value = testSet.measure(Octet.compile(paddle.read()), paddle.metric());

    System.out.printf(
        "%-40s Paddle %.4f, Octet %.4f%n", paddle.model(), paddle.floatValue(), value);
    assertThat(value).isBetween(paddle.floatValue() - ONE_IMAGE, paddle.floatValue() + ONE_IMAGE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void over_all_test_images_int8_is_as_good_as_the_simulation_of_paddle(PaddleCase paddle)
      throws IOException {
    var int8 = paddle.quantizer().build().quantize(paddle.read(), paddle.samples());
    var model = Octet.compile(int8, CompileOptions.DEFAULT.withStrict(true));

    double value = testSet.measure(model, paddle.metric());

    System.out.printf("%-40s Paddle %.4f, Octet %.4f%n", paddle, paddle.value(), value);
    double tolerance = paddle.metric().equals("psnr_db") ? DECIBELS : POINTS;
    assertThat(value).isBetween(paddle.value() - tolerance, paddle.value() + tolerance);
  }
}
