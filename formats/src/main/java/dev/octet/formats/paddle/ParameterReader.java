package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the parameters of a program, from one file or from one file a variable. */
final class ParameterReader {
  /** Gives the content of a file from its beginning. */
  @FunctionalInterface
  interface Source {
    ParameterInput open() throws IOException;
  }

  private ParameterReader() {}

  static Parameters read(Program program, ModelFiles files) throws IOException {
    List<Variable> variables = program.parameters();
    if (variables.isEmpty()) {
      return Parameters.NONE;
    }
    if (files.layout() == PaddleLayout.SEPARATE) {
      return separate(variables, files.parameters());
    }
    if (!Files.isRegularFile(files.parameters())) {
      throw new ModelFormatException(
          files.program(),
          "program",
          "needs %d parameters, but there is no file %s"
              .formatted(variables.size(), files.parameters()));
    }
    return combined(program, () -> ParameterInput.open(files.parameters()));
  }

  /**
   * Reads one file of all parameters. Paddle writes the variables of all blocks; where this does
   * not fit the file, those of the main block are tried.
   */
  static Parameters combined(Program program, Source source) throws IOException {
    List<Variable> variables = program.parameters();
    try {
      return combined(variables, source);
    } catch (ModelFormatException e) {
      List<Variable> main = program.mainParameters();
      if (main.size() == variables.size()) {
        throw e;
      }
      try {
        return combined(main, source);
      } catch (ModelFormatException again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  private static Parameters combined(List<Variable> variables, Source source) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long bytes = 0;
    try (ParameterInput in = source.open()) {
      requireMemory(in, in.length());
      for (Variable variable : variables) {
        bytes += read(in, variable, tensors);
      }
      if (in.remaining() != 0) {
        throw in.error(
            ("%d bytes follow the last of %d parameters:"
                    + " program and parameters do not belong together")
                .formatted(in.remaining(), variables.size()));
      }
    }
    return new Parameters(tensors, bytes);
  }

  private static Parameters separate(List<Variable> variables, Path folder) throws IOException {
    Path root = folder.toRealPath();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long bytes = 0;
    for (Variable variable : variables) {
      try (ParameterInput in = ParameterInput.open(fileOf(variable, root))) {
        requireMemory(in, Math.addExact(bytes, in.length()));
        bytes += read(in, variable, tensors);
        if (in.remaining() != 0) {
          throw in.error(
              "%d bytes follow the tensor of variable '%s'"
                  .formatted(in.remaining(), variable.name()));
        }
      }
    }
    return new Parameters(tensors, bytes);
  }

  /** The file of a variable, whose name may hold slashes but never leads out of the folder. */
  static Path fileOf(Variable variable, Path root) throws IOException {
    String where = "variable '" + variable.name() + "'";
    Path file;
    try {
      file = root.resolve(variable.name());
    } catch (InvalidPathException e) {
      throw new ModelFormatException(root, where, "its name cannot be that of a file", e);
    }
    if (!file.normalize().equals(file) || !file.startsWith(root) || file.equals(root)) {
      throw new ModelFormatException(root, where, "its name leads out of the model's folder");
    }
    if (Files.notExists(file)) {
      throw new ModelFormatException(root, where, "there is no file of this name");
    }
    if (!file.toRealPath().startsWith(root)) {
      throw new ModelFormatException(root, where, "its file is a link out of the model's folder");
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(root, where, "what has this name is not a file");
    }
    return file;
  }

  private static long read(ParameterInput in, Variable variable, Map<String, Tensor> tensors)
      throws IOException {
    if (variable.kind() != Variable.DENSE) {
      throw in.error(
          "variable '%s' is of kind %d; only dense tensors can be read"
              .formatted(variable.name(), variable.kind()));
    }
    long before = in.position();
    tensors.put(variable.name(), TensorReader.read(in, variable));
    return in.position() - before;
  }

  private static void requireMemory(ParameterInput in, long bytes) throws ModelFormatException {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw in.error(
          "%d bytes of parameters do not fit the heap of %d; raise it with -Xmx"
              .formatted(bytes, heap));
    }
  }
}
