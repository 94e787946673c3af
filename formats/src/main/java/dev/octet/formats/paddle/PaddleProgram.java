package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model in Paddle's own words: a program and its parameters, not yet a graph. What optimizes or
 * writes programs starts here; {@link PaddleModel} is all that is needed to run one.
 */
public final class PaddleProgram {
  private final Program program;
  private final Parameters parameters;

  private PaddleProgram(Program program, Parameters parameters) {
    this.program = program;
    this.parameters = parameters;
  }

  /** Reads the program that {@link PaddleModel#read(Path)} would read. */
  public static PaddleProgram read(Path model) throws IOException {
    return read(ModelFiles.locate(model));
  }

  /** Reads the program that {@link PaddleModel#read(Path, Path)} would read. */
  public static PaddleProgram read(Path program, Path parameters) throws IOException {
    return read(ModelFiles.of(program, parameters));
  }

  static PaddleProgram read(ModelFiles files) throws IOException {
    Program program = ProgramFile.read(files.program());
    return new PaddleProgram(program, ParameterReader.read(program, files));
  }

  /**
   * A program that was decoded elsewhere.
   *
   * @param file where it is from, for messages
   * @param storedBytes how many bytes the parameters take there
   * @throws ModelFormatException if it has no operators, or names that are no names
   */
  @SuppressWarnings("exports") // for the other formats of this module
  public static PaddleProgram of(
      Path file, ProgramProto proto, Map<String, Tensor> parameters, long storedBytes)
      throws ModelFormatException {
    return new PaddleProgram(Program.of(file, proto), new Parameters(parameters, storedBytes));
  }

  /**
   * The same model with static quantization in Paddle's first form, {@link
   * PaddleEncoding#FROZEN_V1}. One that has it, or is not quantized statically, stays as it is.
   *
   * @throws ModelFormatException if the program is contradictory or not supported
   * @throws GraphException if its quantization has no such form
   */
  public PaddleProgram frozen() throws ModelFormatException {
    return switch (EncodingDetector.detect(program, parameters)) {
      case THRESHOLDS, QDQ_INT8, QDQ_FP32_INTEGERS, QDQ_FLOAT_WEIGHTS, FAKE_QDQ -> {
        WrittenModel written = GraphWriter.write(graph(), PaddleEncoding.FROZEN_V1);
        yield of(file(), written.program(), written.parameters(), parameters.storedBytes());
      }
      case FLOAT, FROZEN_V1, WEIGHT_ONLY, LITE_INT8 -> this;
    };
  }

  /**
   * Writes a folder with the files {@code model} and {@code params}, as Paddle Lite's {@code opt}
   * does. A folder that is there is replaced if it holds nothing but a model.
   */
  public void writeFolder(Path folder) throws IOException {
    SortedMap<String, Tensor> sorted = new TreeMap<>(Program.BY_UTF8);
    sorted.putAll(parameters.tensors());
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      WrittenModel model = new WrittenModel(proto(), sorted);
      ModelWriter.writeFolder(model, folder, "model", "params", outputs);
      outputs.commit();
    }
  }

  /** Where the program was read. */
  public Path file() {
    return program.file();
  }

  /** The program as it was decoded. */
  @SuppressWarnings("exports") // for the other formats of this module
  public ProgramProto proto() {
    return program.proto();
  }

  /** The parameters by name, as they are stored but for real numbers, which are float32. */
  public Map<String, Tensor> parameters() {
    return parameters.tensors();
  }

  /**
   * @throws ModelFormatException if the program is contradictory or not supported
   */
  public Graph graph() throws ModelFormatException {
    return ProgramImporter.graph(program, parameters);
  }

  /**
   * Says what is in the program, without a look at whether its operators are supported.
   *
   * @param layout how the files lay where it was read
   * @throws ModelFormatException if its inputs and outputs cannot be told
   */
  public PaddleModelInfo describe(PaddleLayout layout) throws ModelFormatException {
    Endpoints endpoints = Endpoints.of(program);
    TreeMap<String, Integer> operators = new TreeMap<>();
    for (OperatorProto operator : program.operators()) {
      operators.merge(operator.getType(), 1, Integer::sum);
    }
    return new PaddleModelInfo(
        program.file(),
        layout,
        program.version(),
        names(endpoints.inputs()),
        names(endpoints.outputs()),
        operators,
        parameters.tensors().size(),
        parameters.storedBytes(),
        EncodingDetector.detect(program, parameters));
  }

  private static List<String> names(List<Endpoints.Endpoint> endpoints) {
    return endpoints.stream().map(Endpoints.Endpoint::variable).toList();
  }
}
