package dev.octet.formats.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npz;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of one operator each, as Paddle saves them, against what Paddle computed with them. */
class OperatorModelsTest {
  private static final double TOLERANCE = 2e-6;
  private static final String INPUT = "in/";
  private static final String OUTPUT = "out/";

  /** The folders in {@code testdata/operators}. */
  static List<String> operators() throws IOException {
    try (Stream<Path> folders = Files.list(root())) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("octet.testdata")).resolve("operators");
  }

  @ParameterizedTest
  @MethodSource("operators")
  void the_outputs_are_those_of_paddle(String operator) throws IOException {
    Path folder = root().resolve(operator);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<Tensor> expected = new ArrayList<>();
    try (Npz golden = Npz.open(folder.resolve("golden.npz"))) {
      for (String name : golden.names()) {
        if (name.startsWith(INPUT)) {
          inputs.put(name.substring(INPUT.length()), golden.get(name));
        } else {
          assertThat(name).isEqualTo(OUTPUT + expected.size());
          expected.add(golden.get(name));
        }
      }
    }

    try (Session session = Octet.compile(PaddleModel.read(folder)).newSession()) {
      List<Tensor> actual = List.copyOf(session.run(inputs).values());

      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.size(); i++) {
        compare(actual.get(i), expected.get(i), isExact(operator, expected.get(i)));
      }
    }
  }

  private static boolean isExact(String operator, Tensor expected) {
    return operator.contains("quantize") || !expected.dtype().isFloating();
  }

  private static void compare(Tensor actual, Tensor expected, boolean exact) {
    assertThat(actual.dtype()).isEqualTo(expected.dtype());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    if (exact) {
      assertThat(Differences.largest(actual, expected)).isZero();
    } else {
      assertThat(Differences.relative(actual, expected)).isLessThanOrEqualTo(TOLERANCE);
    }
  }
}
