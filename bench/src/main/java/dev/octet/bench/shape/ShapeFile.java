package dev.octet.bench.shape;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of shapes among the resources: one shape a line, whole numbers of 1 or more between
 * blanks; {@code #} starts a comment line.
 */
public final class ShapeFile {
  /** The networks whose matrix products are listed. */
  public static final List<String> GEMM =
      List.of("mobilenet_v1", "mobilenet_v2", "resnet50", "pp_ocr_det", "fully_connected");

  /** The networks whose depthwise convolutions are listed. */
  public static final List<String> DEPTHWISE =
      List.of("mobilenet_v1", "mobilenet_v2", "pp_ocr_det");

  private static final int GEMM_NUMBERS = 4;
  private static final int DEPTHWISE_NUMBERS = 6;

  private ShapeFile() {}

  /** The matrix products of one of {@link #GEMM}. */
  public static List<GemmShape> gemm(String network) throws IOException {
    return lines(network + "_gemm.txt", GEMM_NUMBERS).stream()
        .map(n -> new GemmShape(n[0], n[1], n[2], n[3]))
        .toList();
  }

  /** The depthwise convolutions of one of {@link #DEPTHWISE}. */
  public static List<DepthwiseShape> depthwise(String network) throws IOException {
    return lines(network + "_dwconv.txt", DEPTHWISE_NUMBERS).stream()
        .map(n -> new DepthwiseShape(n[0], n[1], n[2], n[3], n[4], n[5]))
        .toList();
  }

  private static List<int[]> lines(String file, int numbers) throws IOException {
    InputStream stream = ShapeFile.class.getResourceAsStream("/shapes/" + file);
    if (stream == null) {
      throw new FileNotFoundException("no file of shapes " + file);
    }
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return parse(file, reader.readAllLines(), numbers);
    }
  }

  /**
   * @param numbers how many each line has
   * @throws IOException that names the line, if one is wrong
   */
  static List<int[]> parse(String file, List<String> lines, int numbers) throws IOException {
    List<int[]> shapes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+");
      int[] shape = new int[words.length];
      try {
        for (int j = 0; j < words.length; j++) {
          shape[j] = Integer.parseInt(words[j]);
        }
      } catch (NumberFormatException _) {
        throw wrong(file, i, line, numbers);
      }
      if (shape.length != numbers || java.util.Arrays.stream(shape).anyMatch(n -> n < 1)) {
        throw wrong(file, i, line, numbers);
      }
      shapes.add(shape);
    }
    return shapes;
  }

  private static IOException wrong(String file, int index, String line, int numbers) {
    return new IOException(
        "%s, line %d: '%s' must be %d whole numbers of 1 or more"
            .formatted(file, index + 1, line, numbers));
  }
}
