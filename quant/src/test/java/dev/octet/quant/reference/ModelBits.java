package dev.octet.quant.reference;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.quant.DynamicQuantizer;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Digests of what the models of {@code testdata} give on the kernels of this virtual machine, a
 * line each: in float, quantized here, and quantized in each run, one image and sixteen at once, on
 * one thread and more.
 */
final class ModelBits {
  private static final List<String> MODELS = List.of("lenet", "mobilenetv1", "resnet", "denoiser");
  private static final List<String> PRECISIONS = List.of("fp32", "int8", "dynamic");
  private static final int MOST_THREADS = 4;
  private static final int CALIBRATION_IMAGES = 4;

  private ModelBits() {}

  /**
   * What one run gave.
   *
   * @param first the digest of the output of the first image
   * @param all the digest of the whole output
   */
  record Line(String model, String precision, int batch, int threads, String first, String all) {
    static Line parse(String text) {
      String[] part = text.split(" ");
      int batch = Integer.parseInt(part[2]);
      int threads = Integer.parseInt(part[3]);
      return new Line(part[0], part[1], batch, threads, part[4], part[5]);
    }

    @Override
    public String toString() {
      return String.join(
          " ", model, precision, String.valueOf(batch), String.valueOf(threads), first, all);
    }
  }

  /** Writes the name of the kernels, then the lines, to the file that the argument names. */
  public static void main(String[] arguments) throws IOException {
    List<String> text = new ArrayList<>();
    text.add(KernelProvider.kernels().name());
    lines().forEach(line -> text.add(line.toString()));
    Files.write(Path.of(arguments[0]), text, StandardOpenOption.TRUNCATE_EXISTING);
  }

  static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String model : MODELS) {
      Graph fp32 = PaddleModel.read(testdata().resolve("models").resolve(model).resolve("fp32"));
      Tensor images = Npy.read(testdata().resolve("golden").resolve(model).resolve("input.npy"));
      for (String precision : PRECISIONS) {
        CompiledModel compiled =
            switch (precision) {
              case "fp32" -> Octet.compile(fp32);
              case "int8" -> Octet.compile(quantized(fp32, images));
              default -> dynamic(fp32);
            };
        for (Tensor batch : List.of(images.slice(0), images)) {
          for (int threads = 1; threads <= MOST_THREADS; threads++) {
            try (Session session = compiled.newSession(threads)) {
              Tensor output = session.run(batch);
              lines.add(
                  new Line(
                      model,
                      precision,
                      batch.shape().dim(0),
                      threads,
                      digest(output.slice(0)),
                      digest(output)));
            }
          }
        }
      }
    }
    return lines;
  }

  private static CompiledModel dynamic(Graph fp32) {
    Graph weights =
        DynamicQuantizer.builder()
            .operatorTypes("conv2d", "depthwise_conv2d", "conv2d_transpose", "mul")
            .build()
            .quantize(fp32);
    return Octet.compile(weights, CompileOptions.DEFAULT.withDynamicInt8(true).withStrict(true));
  }

  private static Graph quantized(Graph fp32, Tensor images) {
    return StaticQuantizer.builder()
        .batchSize(CALIBRATION_IMAGES)
        .batches(1)
        .build()
        .quantize(fp32, Stream.iterate(0, i -> i + 1).limit(CALIBRATION_IMAGES).map(images::slice));
  }

  private static String digest(Tensor tensor) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(tensor.segment().toArray(ValueLayout.JAVA_BYTE));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path testdata() {
    return Path.of(System.getProperty("octet.testdata"));
  }
}
