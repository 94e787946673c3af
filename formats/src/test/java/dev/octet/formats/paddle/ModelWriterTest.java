package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a program that was put together by hand. */
class ModelWriterTest {
  @TempDir Path folder;

  private static ProgramBuilder sum(String parameter, Tensor tensor) {
    ProgramBuilder program = new ProgramBuilder();
    program.input("x", ElementType.of(tensor.dtype()), List.of(-1L, 3L));
    program.parameter(parameter, tensor);
    program.declare("y", ElementType.of(tensor.dtype()), List.of(-1L, 3L));
    program
        .operator("elementwise_add")
        .in("X", "x")
        .in("Y", parameter)
        .out("Out", "y")
        .integer("axis", -1);
    program.output("y");
    return program;
  }

  private static Tensor ones() {
    return Tensor.of(new float[] {1, 2, 3}, 3);
  }

  private interface Writing {
    void write(AtomicOutputs outputs) throws IOException;
  }

  private static void write(Writing writing) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      writing.write(outputs);
      outputs.commit();
    }
  }

  private static void writeSeparate(WrittenModel model, Path folder) throws IOException {
    write(outputs -> ModelWriter.writeSeparate(model, folder, outputs));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void two_files_hold_a_model() throws IOException {
    Path program = folder.resolve("m.pdmodel");
    Path parameters = folder.resolve("m.pdiparams");
    write(
        outputs -> ModelWriter.writeFiles(sum("w", ones()).build(), program, parameters, outputs));

    Graph graph = PaddleModel.read(folder.resolve("m.pdmodel"));

    assertThat(files()).containsExactly("m.pdiparams", "m.pdmodel");
    assertThat(graph.inputs().getFirst().name()).isEqualTo("x");
    assertThat(graph.inputs().getFirst().shape()).isEqualTo(Shape.of(-1, 3));
    assertThat(graph.outputs()).containsExactly(new Value("y"));
    assertThat(graph.constants().get(new Value("w")).toFloats()).containsExactly(1, 2, 3);
    assertThat(PaddleModel.describe(folder).versionText()).isEqualTo("2.6.2");
  }

  @Test
  void a_file_is_called_like_its_variable() throws IOException {
    writeSeparate(sum("deep/w/0", ones()).build(), folder.resolve("m"));

    assertThat(files()).containsExactly("m/__model__", "m/deep/w/0");
    assertThat(PaddleModel.read(folder.resolve("m")).constants().get(new Value("deep/w/0")))
        .satisfies(tensor -> assertThat(tensor.toFloats()).containsExactly(1, 2, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../w", "/w", "a/../w", "__model__", ".", "w\0"})
  void a_variable_that_is_no_file_name_needs_one_file_for_all(String name) {
    WrittenModel model = sum(name, ones()).build();

    assertThatThrownBy(() -> writeSeparate(model, folder.resolve("m")))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("write one file for all variables instead");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT64"},
      mode = EnumSource.Mode.EXCLUDE)
  void elements_of_every_type_come_back(DType dtype) throws IOException {
    Tensor tensor = Tensor.zeros(dtype, Shape.of(1, 3));
    tensor.segment().fill((byte) 1);
    Path model = folder.resolve("m");
    write(
        outputs ->
            ModelWriter.writeFolder(sum("w", tensor).build(), model, "model", "params", outputs));

    Tensor read = PaddleModel.read(folder.resolve("m")).constants().get(new Value("w"));

    assertThat(read.dtype()).isEqualTo(dtype);
    assertThat(read.shape()).isEqualTo(tensor.shape());
    assertThat(read.segment().mismatch(tensor.segment())).isEqualTo(-1);
  }

  @Test
  void a_folder_with_a_model_is_replaced_by_another_layout() throws IOException {
    Path model = folder.resolve("m");
    writeSeparate(sum("old/w", ones()).build(), model);

    write(
        outputs ->
            ModelWriter.writeFolder(
                sum("w", ones()).build(), model, "model.pdmodel", "model.pdiparams", outputs));

    assertThat(files()).containsExactly("m/model.pdiparams", "m/model.pdmodel");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_folder_with_anything_else_is_left_alone(boolean besidesModel) throws IOException {
    Path model = folder.resolve("m");
    if (besidesModel) {
      writeSeparate(sum("w", ones()).build(), model);
    }
    Files.createDirectories(model);
    Files.writeString(model.resolve("thesis.txt"), "all my work");
    List<String> before = files();

    assertThatThrownBy(() -> writeSeparate(sum("v", ones()).build(), model))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("thesis.txt");
    assertThat(files()).isEqualTo(before);
  }
}
