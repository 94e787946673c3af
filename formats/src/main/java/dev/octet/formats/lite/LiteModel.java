package dev.octet.formats.lite;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleModelInfo;
import dev.octet.formats.paddle.PaddleProgram;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads and writes models of Paddle Lite ({@code .nb}), of the meta versions 1 and 2 that its
 * {@code opt} writes since version 2.7, for any target.
 *
 * <p>The operators are those that Paddle Lite's passes have fused, with kernels chosen for a
 * target; the choice does not matter here. Operators with {@code enable_int8} become quantized
 * ones, with the rounding of Paddle Lite (ties away from zero). Weights of dynamic quantization are
 * dequantized.
 *
 * <p>All methods throw {@link ModelFormatException} for files that are damaged, contradictory or
 * not supported, and {@link NoSuchFileException} if there is no file. They take no more memory than
 * a small multiple of the file's size.
 */
public final class LiteModel {
  private LiteModel() {}

  /** Reads the model in a {@code .nb} file. */
  public static Graph read(Path file) throws IOException {
    return program(file).graph();
  }

  /** Reads the program in a {@code .nb} file, as Paddle Lite would run it. */
  public static PaddleProgram program(Path file) throws IOException {
    return NaiveBufferReader.read(file);
  }

  /** Says what is in the model that {@link #read} would read. */
  public static PaddleModelInfo describe(Path file) throws IOException {
    return program(file).describe(PaddleLayout.NAIVE_BUFFER);
  }

  /**
   * Writes a program to a {@code .nb} file of meta version 2, in place of one that is there. For
   * Paddle Lite it has to be one that {@link LiteOptimizer} gave.
   *
   * @throws IllegalArgumentException if it holds what such files cannot
   */
  public static void write(PaddleProgram program, Path file) throws IOException {
    NaiveBufferWriter.write(program, file);
  }
}
