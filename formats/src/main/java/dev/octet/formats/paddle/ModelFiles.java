package dev.octet.formats.paddle;

import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files of a model.
 *
 * @param parameters the file of all parameters, or with {@link PaddleLayout#SEPARATE} the folder
 *     that holds one file a variable; it need not exist for a model without parameters
 */
record ModelFiles(Path program, Path parameters, PaddleLayout layout) {
  static final String JSON_PROGRAM =
      "is a program in Paddle 3's JSON form (PIR), which is not read; export the model again with"
          + " the environment variable FLAGS_enable_pir_api=0 to get a .pdmodel";
  static final String TRAINING_STATE =
      "is a pickled training state (.pdparams, .pdopt), not an inference model; export one with"
          + " paddle.jit.save or paddle.static.save_inference_model";
  static final String PARAMETERS_ALONE =
      "holds parameters, not the program; give the .pdmodel or __model__ file or the folder";
  private static final String EXPECTED =
      "expected NAME.pdmodel with NAME.pdiparams, __model__ with __params__ or with one file a"
          + " variable, or model with params";
  private static final List<String> PROGRAM_NAMES = List.of("__model__", "model");
  private static final String PROGRAM_SUFFIX = ".pdmodel";
  private static final String PARAMETERS_SUFFIX = ".pdiparams";

  /**
   * Finds a model.
   *
   * @param path a folder with one model, or a program file
   * @throws NoSuchFileException if nothing is there
   * @throws ModelFormatException if no or several models are there
   */
  static ModelFiles locate(Path path) throws IOException {
    requireExists(path);
    return Files.isDirectory(path) ? inFolder(path) : besides(path);
  }

  /** The model of the two files, whatever their names; {@code parameters} can be a folder. */
  static ModelFiles of(Path program, Path parameters) throws IOException {
    requireExists(program);
    requireExists(parameters);
    if (Files.isDirectory(program)) {
      throw new ModelFormatException(program, "program", "is a folder; a file is needed here");
    }
    refuseByName(program);
    return new ModelFiles(program, parameters, layout(program, parameters));
  }

  /** All of them, the program first; files that it has no parameters for are none of them. */
  List<Path> all() throws IOException {
    List<Variable> variables = ProgramFile.read(program).parameters();
    List<Path> all = new ArrayList<>();
    all.add(program);
    if (layout == PaddleLayout.SEPARATE) {
      Path root = parameters.toRealPath();
      for (Variable variable : variables) {
        all.add(ParameterReader.fileOf(variable, root));
      }
    } else if (!variables.isEmpty()) {
      all.add(parameters);
    }
    return List.copyOf(all);
  }

  private static PaddleLayout layout(Path program, Path parameters) {
    if (Files.isDirectory(parameters)) {
      return PaddleLayout.SEPARATE;
    }
    return name(program).endsWith(PROGRAM_SUFFIX) ? PaddleLayout.PDMODEL : PaddleLayout.COMBINED;
  }

  private static ModelFiles inFolder(Path folder) throws IOException {
    AtomicOutputs.recover(folder);
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      entries.forEach(entry -> names.add(name(entry)));
    }
    List<String> programs =
        names.stream()
            .filter(name -> name.endsWith(PROGRAM_SUFFIX) || name.equals("__model__"))
            .collect(Collectors.toCollection(ArrayList::new));
    // A variable of the separate layout can be called "model": that name counts last.
    if (programs.isEmpty()) {
      PROGRAM_NAMES.stream().filter(names::contains).forEach(programs::add);
    }
    if (programs.size() > 1) {
      throw new ModelFormatException(
          folder, "folder", "holds several programs, name one of them: " + programs);
    }
    if (programs.isEmpty()) {
      throw new ModelFormatException(folder, "folder", whatElse(names));
    }
    return besides(folder.resolve(programs.getFirst()));
  }

  private static String whatElse(Set<String> names) {
    for (String name : names) {
      if (name.endsWith(".json") && names.contains(stem(name, ".json") + PARAMETERS_SUFFIX)) {
        return "holds " + name + ", which " + JSON_PROGRAM;
      }
    }
    for (String name : names) {
      if (name.endsWith(".pdparams") || name.endsWith(".pdopt")) {
        return "holds " + name + ", which " + TRAINING_STATE;
      }
      if (name.endsWith(".nb")) {
        return "holds " + name + ", a model of Paddle Lite: name that file";
      }
      if (name.endsWith(PARAMETERS_SUFFIX)) {
        return "holds " + name + " but no program; " + EXPECTED;
      }
    }
    return "holds no Paddle model; " + EXPECTED;
  }

  private static ModelFiles besides(Path program) throws IOException {
    refuseByName(program);
    String name = name(program);
    if (name.endsWith(PROGRAM_SUFFIX)) {
      Path parameters = program.resolveSibling(stem(name, PROGRAM_SUFFIX) + PARAMETERS_SUFFIX);
      return new ModelFiles(program, parameters, PaddleLayout.PDMODEL);
    }
    if (!PROGRAM_NAMES.contains(name)) {
      throw new ModelFormatException(
          program, "program", "has a name that says nothing of its parameters; give both files");
    }
    List<String> candidates =
        name.equals("model")
            ? List.of("params", "weights", "__params__")
            : List.of("__params__", "params");
    for (String candidate : candidates) {
      Path parameters = program.resolveSibling(candidate);
      if (Files.isRegularFile(parameters)) {
        return new ModelFiles(program, parameters, PaddleLayout.COMBINED);
      }
    }
    return new ModelFiles(program, program.resolveSibling(""), PaddleLayout.SEPARATE);
  }

  private static void refuseByName(Path file) throws ModelFormatException {
    String name = name(file);
    if (name.endsWith(PARAMETERS_SUFFIX)) {
      throw new ModelFormatException(file, "program", PARAMETERS_ALONE);
    }
    if (name.endsWith(".pdparams") || name.endsWith(".pdopt")) {
      throw new ModelFormatException(file, "program", TRAINING_STATE);
    }
    if (name.endsWith(".pdiparams.info")) {
      throw new ModelFormatException(
          file, "program", "describes parameters for training; give the .pdmodel file");
    }
    if (name.endsWith(".json")) {
      throw new ModelFormatException(file, "program", JSON_PROGRAM);
    }
    if (name.endsWith(".nb")) {
      throw new ModelFormatException(
          file, "program", "is a model of Paddle Lite, which LiteModel reads");
    }
  }

  private static void requireExists(Path path) throws NoSuchFileException {
    Path folder = path.toAbsolutePath().getParent();
    if (Files.notExists(path) && folder != null) {
      AtomicOutputs.recover(folder);
    }
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
    }
  }

  private static String stem(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }

  private static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }
}
