package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Quantize;
import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes graphs as Paddle's inference models, for Paddle 2.6 and what reads its programs. What
 * {@link PaddleModel} read is written back as the same operators over the same bytes; names of
 * values are those of variables.
 *
 * <p>A graph is written as it is before compilation: operators on integers have no form in Paddle.
 * Encodings:
 *
 * <ul>
 *   <li>{@link PaddleEncoding#FLOAT}: quantized weights as the real numbers they stand for,
 *       activations not quantized;
 *   <li>{@link PaddleEncoding#FROZEN_V1}: weights as integers in float32 between {@code
 *       fake_quantize_…} and {@code fake_…dequantize_max_abs};
 *   <li>{@link PaddleEncoding#QDQ_INT8}: int8 weights, {@code quantize_linear} and {@code
 *       dequantize_linear};
 *   <li>{@link PaddleEncoding#WEIGHT_ONLY}: int8 or int16 weights with scales in attributes, for
 *       graphs that quantize no activation. Paddle Lite runs them; Paddle itself does not.
 * </ul>
 *
 * <p>All methods throw {@link GraphException} for a graph that cannot be written so, naming the
 * node, and {@link IllegalArgumentException} for an encoding that is only read; then nothing is
 * written. Files take their place when all are whole.
 */
public final class PaddleWriter {
  private static final String PROGRAM_SUFFIX = ".pdmodel";
  private static final String PARAMETERS_SUFFIX = ".pdiparams";
  private static final String NAME = "model";

  private PaddleWriter() {}

  /**
   * Writes {@code NAME.pdmodel} and {@code NAME.pdiparams}, in place of files that are there.
   *
   * @param program the path of the first
   * @throws IOException if its folder does not exist, its name does not end with {@code .pdmodel},
   *     or the disk fails
   */
  public static void write(Graph graph, PaddleEncoding encoding, Path program) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      write(graph, encoding, program, outputs);
      outputs.commit();
    }
  }

  /** The same as one of several outputs. */
  public static void write(
      Graph graph, PaddleEncoding encoding, Path program, AtomicOutputs outputs)
      throws IOException {
    List<Path> files = files(program);
    ModelWriter.writeFiles(
        GraphWriter.write(graph, encoding), files.getFirst(), files.getLast(), outputs);
  }

  /**
   * Writes a folder with the files of the layout; those of {@link PaddleLayout#PDMODEL} are called
   * {@code model}. A model that is there is replaced.
   *
   * @throws IOException if the folder around it does not exist, the folder holds anything else than
   *     a Paddle model, or the disk fails
   */
  public static void writeFolder(
      Graph graph, PaddleEncoding encoding, Path folder, PaddleLayout layout) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      writeFolder(graph, encoding, folder, layout, outputs);
      outputs.commit();
    }
  }

  /** The same as one of several outputs. */
  public static void writeFolder(
      Graph graph, PaddleEncoding encoding, Path folder, PaddleLayout layout, AtomicOutputs outputs)
      throws IOException {
    if (layout == PaddleLayout.NAIVE_BUFFER) {
      throw new IllegalArgumentException("the layout %s is read, not written".formatted(layout));
    }
    WrittenModel model = GraphWriter.write(graph, encoding);
    switch (layout) {
      case PDMODEL ->
          ModelWriter.writeFolder(
              model, folder, NAME + PROGRAM_SUFFIX, NAME + PARAMETERS_SUFFIX, outputs);
      case COMBINED ->
          ModelWriter.writeFolder(
              model, folder, ModelWriter.PROGRAM, ModelWriter.PARAMETERS, outputs);
      case SEPARATE -> ModelWriter.writeSeparate(model, folder, outputs);
      case NAIVE_BUFFER -> throw new AssertionError(layout);
    }
  }

  /**
   * Finds out whether a model could be written there, and writes nothing.
   *
   * @param place a program file, called {@code NAME.pdmodel}, or a folder
   * @param outputs what is not committed
   */
  public static void rehearse(Path place, AtomicOutputs outputs) throws IOException {
    if (place.toString().endsWith(PROGRAM_SUFFIX)) {
      for (Path file : files(place)) {
        outputs.file(file, _ -> {});
      }
    } else {
      ModelFolder.requireFree(place);
      outputs.folder(place, _ -> {});
    }
  }

  /**
   * The two files that {@link #write} writes.
   *
   * @param program the path of the first
   * @throws IOException if its name does not end with {@code .pdmodel}
   */
  public static List<Path> files(Path program) throws IOException {
    String name = String.valueOf(program.getFileName());
    if (!name.endsWith(PROGRAM_SUFFIX)) {
      throw new FileSystemException(
          program.toString(), null, "a program file is called NAME" + PROGRAM_SUFFIX);
    }
    String stem = name.substring(0, name.length() - PROGRAM_SUFFIX.length());
    return List.of(program, program.resolveSibling(stem + PARAMETERS_SUFFIX));
  }

  /**
   * The encoding in which Paddle's tools write such a graph: {@link PaddleEncoding#FLOAT}, {@link
   * PaddleEncoding#WEIGHT_ONLY} if only weights are quantized, else {@link
   * PaddleEncoding#FROZEN_V1}.
   */
  public static PaddleEncoding usualEncoding(Graph graph) {
    boolean weights = false;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Quantize
          || node.op() instanceof FakeQuantize
          || node.op() instanceof FakeDequantize) {
        return PaddleEncoding.FROZEN_V1;
      }
      weights |= node.op() instanceof Dequantize;
    }
    return weights ? PaddleEncoding.WEIGHT_ONLY : PaddleEncoding.FLOAT;
  }
}
