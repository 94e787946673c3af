package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.DynamicQuantizer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** int16 weights that are dequantized, against the outputs that Paddle recorded in float. */
class SixteenBitWeightsTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));

  /** With its own int16 weights mobilenetv1 is 1.62e-4 away from float in Paddle, too. */
  @ParameterizedTest
  @CsvSource({"lenet, 1e-4", "resnet, 1e-4", "denoiser, 1e-4", "mobilenetv1, 1.7e-4"})
  void outputs_are_those_of_float_but_for_the_rounding_of_weights(String net, float tolerance)
      throws IOException {
    Graph source = PaddleModel.read(TESTDATA.resolve("models").resolve(net).resolve("fp32"));
    Path golden = TESTDATA.resolve("golden").resolve(net);
    Graph quantized =
        DynamicQuantizer.builder()
            .weightBits(16)
            .operatorTypes("conv2d", "depthwise_conv2d", "conv2d_transpose", "mul")
            .build()
            .quantize(source);

    try (var session = Octet.compile(quantized).newSession()) {
      float[] actual = session.run(Npy.read(golden.resolve("input.npy"))).toFloats();

      float[] expected = Npy.read(golden.resolve("output.npy")).toFloats();
      assertThat(actual).containsExactly(expected, within(tolerance));
    }
  }
}
