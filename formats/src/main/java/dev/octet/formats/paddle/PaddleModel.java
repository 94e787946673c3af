package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * Reads Paddle's inference models, as written by {@code paddle.static.save_inference_model}, {@code
 * paddle.jit.save}, PaddleSlim, and the protobuf output of Paddle Lite's {@code opt}.
 *
 * <p>A model is a program and its parameters: {@code NAME.pdmodel} with {@code NAME.pdiparams},
 * {@code __model__} with {@code __params__}, {@code model} with {@code params}, or {@code
 * __model__} with one file for each variable. Values of the graph have the names of the program's
 * variables; inputs and outputs are in the order of the program's columns. Real numbers of other
 * widths become float32. All encodings keep their quantization; of weight-only quantization that is
 * the weights of convolutions and matrix products, and all else is dequantized.
 *
 * <p>All methods throw {@link ModelFormatException} for files that are damaged, contradictory or
 * not supported, and {@link NoSuchFileException} if there is nothing at the path. They read no file
 * outside of the model's folder, and take no more memory than a small multiple of the files' sizes.
 */
public final class PaddleModel {
  private PaddleModel() {}

  /**
   * Reads the model in a folder, or that of a program file.
   *
   * @param model a folder that holds one model, or its {@code .pdmodel}, {@code __model__} or
   *     {@code model} file
   */
  public static Graph read(Path model) throws IOException {
    return read(ModelFiles.locate(model));
  }

  /**
   * Reads a model whose files have other names.
   *
   * @param parameters the file of all parameters, or the folder with one file for each variable
   */
  public static Graph read(Path program, Path parameters) throws IOException {
    return read(ModelFiles.of(program, parameters));
  }

  private static Graph read(ModelFiles files) throws IOException {
    return PaddleProgram.read(files).graph();
  }

  /** Says what is in the model that {@link #read(Path)} would read. */
  public static PaddleModelInfo describe(Path model) throws IOException {
    return describe(ModelFiles.locate(model));
  }

  /** Says what is in the model that {@link #read(Path, Path)} would read. */
  public static PaddleModelInfo describe(Path program, Path parameters) throws IOException {
    return describe(ModelFiles.of(program, parameters));
  }

  private static PaddleModelInfo describe(ModelFiles files) throws IOException {
    return PaddleProgram.read(files).describe(files.layout());
  }

  /** The files that {@link #read(Path)} would read, the program first. */
  public static List<Path> files(Path model) throws IOException {
    return ModelFiles.locate(model).all();
  }

  /** The files that {@link #read(Path, Path)} would read, the program first. */
  public static List<Path> files(Path program, Path parameters) throws IOException {
    return ModelFiles.of(program, parameters).all();
  }

  /** The types of operators that can be read, in Paddle's words. */
  public static SortedSet<String> operatorTypes() {
    return OperatorMappings.types();
  }
}
