package dev.octet.formats.paddle;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a program and its parameters to files, all or nothing. */
final class ModelWriter {
  static final String PROGRAM = "__model__";
  static final String PARAMETERS = "__params__";

  private ModelWriter() {}

  /** Writes two files, in place of files that are there. */
  static void writeFiles(WrittenModel model, Path program, Path parameters, AtomicOutputs outputs)
      throws IOException {
    outputs.files(contents(model, program, parameters));
  }

  /** The parameters first: those alone are no model. */
  private static Map<Path, AtomicFile.Content> contents(
      WrittenModel model, Path program, Path parameters) {
    Map<Path, AtomicFile.Content> files = new LinkedHashMap<>();
    files.put(
        parameters,
        channel -> {
          for (Tensor tensor : model.parameters().values()) {
            TensorWriter.write(channel, tensor);
          }
        });
    byte[] bytes = model.program().toByteArray();
    files.put(program, channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(bytes)));
    return files;
  }

  /** Writes a folder with two files of these names. */
  static void writeFolder(
      WrittenModel model, Path folder, String program, String parameters, AtomicOutputs outputs)
      throws IOException {
    ModelFolder.requireFree(folder);
    outputs.folder(
        folder,
        part -> {
          var files = contents(model, part.resolve(program), part.resolve(parameters));
          for (var file : files.entrySet()) {
            AtomicFile.create(file.getKey(), file.getValue());
          }
        });
  }

  /** Writes a folder with a program and one file for each variable. */
  static void writeSeparate(WrittenModel model, Path folder, AtomicOutputs outputs)
      throws IOException {
    ModelFolder.requireFree(folder);
    requireFileNames(model.parameters().keySet());
    outputs.folder(
        folder,
        part -> {
          for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
            Path file = part.resolve(parameter.getKey());
            Files.createDirectories(file.getParent());
            AtomicFile.create(file, channel -> TensorWriter.write(channel, parameter.getValue()));
          }
          byte[] program = model.program().toByteArray();
          AtomicFile.create(
              part.resolve(PROGRAM),
              channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(program)));
        });
  }

  /** A file is named after its variable, whatever that is called. */
  private static void requireFileNames(Set<String> variables) {
    Path root = Path.of("model").toAbsolutePath();
    Set<Path> folders = new HashSet<>();
    Set<Path> files = new HashSet<>();
    files.add(root.resolve(PROGRAM));
    for (String variable : variables) {
      Path file;
      try {
        file = root.resolve(variable);
      } catch (InvalidPathException e) {
        throw unsuitable(variable, "is no name of a file", e);
      }
      if (!file.normalize().equals(file) || !file.startsWith(root) || file.equals(root)) {
        throw unsuitable(variable, "leads out of the model's folder", null);
      }
      for (Path up = file.getParent(); !up.equals(root); up = up.getParent()) {
        folders.add(up);
      }
      if (!files.add(file)) {
        throw unsuitable(variable, "is the name of another file too", null);
      }
    }
    folders.retainAll(files);
    for (Path both : folders) {
      throw unsuitable(
          root.relativize(both).toString(), "is a folder of other variables too", null);
    }
  }

  private static GraphException unsuitable(
      String variable, String reason, @Nullable Throwable cause) {
    return new GraphException(
        "'%s' %s: write one file for all variables instead".formatted(variable, reason), cause);
  }
}
