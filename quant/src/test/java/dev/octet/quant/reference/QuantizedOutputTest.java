package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.quant.metric.Difference;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks quantized with Paddle's thresholds against Paddle's own quantized networks. */
class QuantizedOutputTest {
  static List<PaddleCase> cases() throws IOException {
    return PaddleCase.all().stream().filter(PaddleCase::hasOutput).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_output_is_that_of_paddle_up_to_single_ties(PaddleCase paddle) throws IOException {
    Graph int8 = paddle.quantizer().build().quantize(paddle.read(), paddle.thresholds());
    var difference = new Difference();

    try (Session session = Octet.compile(int8).newSession()) {
      difference.add(paddle.output(), session.run(paddle.input()));
    }

    // A wrong step of one layer gives 40 dB and less.
    assertThat(difference.sqnr()).isGreaterThan(65);
    assertThat(difference.max()).isLessThan(2e-3);
  }
}
