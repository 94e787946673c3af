package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a model's files are looked for. */
class PaddleModelTest {
  private static final Path MODELS = Path.of(System.getProperty("octet.testdata"), "models");

  @TempDir Path folder;

  private static ModelSketch sketch() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 2).ones("b/w", 2, 2).ones("a", 2);
    sketch.op("mul").in("X", "x").in("Y", "b/w").out("Out", "h");
    sketch.op("elementwise_add").in("X", "h").in("Y", "a").out("Out", "y");
    return sketch.fetch("y");
  }

  private static void assertSame(Graph actual, Graph expected) {
    assertThat(actual.nodes()).isEqualTo(expected.nodes());
    assertThat(actual.inputs()).isEqualTo(expected.inputs());
    assertThat(actual.outputs()).isEqualTo(expected.outputs());
    assertThat(actual.constants().keySet()).isEqualTo(expected.constants().keySet());
    expected
        .constants()
        .forEach(
            (value, tensor) -> {
              Tensor other = actual.constant(value).orElseThrow();
              assertThat(other.shape()).isEqualTo(tensor.shape());
              assertThat(other.segment().mismatch(tensor.segment())).isEqualTo(-1);
            });
  }

  private void assertRefused(Path path, String... reasons) {
    assertThatThrownBy(() -> PaddleModel.read(path))
        .isInstanceOf(ModelFormatException.class)
        .message()
        .contains(reasons);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "inference", "a name"})
  void a_folder_may_hold_a_pdmodel_of_any_name(String name) throws IOException {
    sketch().write(folder, name);
    Files.writeString(folder.resolve(name + ".pdiparams.info"), "ignored");
    Graph graph = PaddleModel.read(folder);
    assertSame(graph, sketch().read());
    assertSame(PaddleModel.read(folder.resolve(name + ".pdmodel")), graph);
    assertThat(PaddleModel.describe(folder).layout()).isEqualTo(PaddleLayout.PDMODEL);
  }

  @ParameterizedTest
  @CsvSource({
    "__model__, __params__",
    "__model__, params",
    "model, params",
    "model, weights",
    "model, __params__"
  })
  void a_folder_may_hold_two_files_of_these_names(String program, String parameters)
      throws IOException {
    Files.write(folder.resolve(program), sketch().program().build().toByteArray());
    Files.write(folder.resolve(parameters), sketch().parameterBytes());
    assertSame(PaddleModel.read(folder), sketch().read());
    assertSame(PaddleModel.read(folder.resolve(program)), sketch().read());
    assertThat(PaddleModel.describe(folder).layout()).isEqualTo(PaddleLayout.COMBINED);
  }

  @Test
  void a_folder_may_hold_one_file_a_variable() throws IOException {
    sketch().writeSeparate(folder);
    assertThat(folder.resolve("b").resolve("w")).exists();
    assertSame(PaddleModel.read(folder), sketch().read());
    assertSame(PaddleModel.read(folder.resolve("__model__")), sketch().read());
    assertThat(PaddleModel.describe(folder).layout()).isEqualTo(PaddleLayout.SEPARATE);
  }

  @Test
  void files_of_other_names_are_given_both() throws IOException {
    Path program = folder.resolve("network.bin");
    Path parameters = folder.resolve("network.dat");
    Files.write(program, sketch().program().build().toByteArray());
    Files.write(parameters, sketch().parameterBytes());
    assertSame(PaddleModel.read(program, parameters), sketch().read());
    assertRefused(program, "network.bin", "give both files");
  }

  @Test
  void parameters_may_be_a_folder() throws IOException {
    sketch().writeSeparate(folder);
    Path program = folder.resolve("network.bin");
    Files.move(folder.resolve("__model__"), program);
    assertSame(PaddleModel.read(program, folder), sketch().read());
  }

  @Test
  void all_layouts_of_a_network_are_the_same_graph() throws IOException {
    Path separate = MODELS.resolve("lenet/fp32-separate");
    Graph expected = PaddleModel.read(MODELS.resolve("lenet/fp32"));
    assertSame(PaddleModel.read(separate), expected);
    Files.copy(separate.resolve("__model__"), folder.resolve("__model__"));
    Files.copy(MODELS.resolve("lenet/fp32/model.pdiparams"), folder.resolve("__params__"));
    assertSame(PaddleModel.read(folder), expected);
  }

  @Test
  void combined_parameters_are_in_the_order_of_the_bytes_of_their_names() throws IOException {
    // In UTF-16 the first of these comes after the second, in UTF-8 before it.
    String inner = "\uFF5E";
    String outer = "\uD83D\uDE00";
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 1)
            .parameter(outer, new float[] {2}, 1)
            .parameter(inner, new float[] {1}, 1);
    sketch.op("elementwise_add").in("X", "x").in("Y", inner).out("Out", "h");
    sketch.op("elementwise_add").in("X", "h").in("Y", outer).out("Out", "y");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.constants().values())
        .extracting(tensor -> tensor.element(0))
        .containsExactly(1.0, 2.0);
  }

  @Test
  void a_model_without_parameters_needs_no_file_or_an_empty_one() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    sketch.op("relu").in("X", "x").out("Out", "y");
    sketch.fetch("y").write(folder, "m");
    assertThat(folder.resolve("m.pdiparams")).isEmptyFile();
    assertSame(PaddleModel.read(folder), sketch.read());
    Files.delete(folder.resolve("m.pdiparams"));
    assertSame(PaddleModel.read(folder), sketch.read());
  }

  @Test
  void nothing_at_the_path_is_said_so() {
    assertThatThrownBy(() -> PaddleModel.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none")
        .hasMessageContaining("there is no such file or folder");
  }

  @Test
  void missing_parameters_are_named() throws IOException {
    sketch().write(folder, "m");
    Files.delete(folder.resolve("m.pdiparams"));
    assertRefused(folder, "m.pdmodel", "needs 2 parameters", "m.pdiparams");
  }

  @Test
  void a_missing_variable_file_is_named() throws IOException {
    sketch().writeSeparate(folder);
    Files.delete(folder.resolve("a"));
    assertRefused(folder, "variable 'a'", "there is no file of this name");
  }

  @Test
  void several_models_are_refused() throws IOException {
    sketch().write(folder, "one");
    sketch().write(folder, "two");
    assertRefused(folder, "several programs", "one.pdmodel", "two.pdmodel");
  }

  @Test
  void a_folder_without_a_model_says_what_is_expected() {
    assertRefused(folder, "no Paddle model", "NAME.pdmodel");
  }

  @ParameterizedTest
  @CsvSource({
    "inference.json, FLAGS_enable_pir_api=0",
    "model.pdparams, save_inference_model",
    "model.pdopt, save_inference_model",
    "model.pdiparams, give the .pdmodel",
    "model.pdiparams.info, give the .pdmodel",
    "model.nb, Paddle Lite"
  })
  void a_file_of_another_kind_says_what_to_do(String name, String advice) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "{}");
    assertRefused(file, name, advice);
  }

  @Test
  void a_folder_with_a_program_in_json_says_what_to_do() throws IOException {
    Files.writeString(folder.resolve("inference.json"), "{}");
    Files.writeString(folder.resolve("inference.pdiparams"), "");
    assertRefused(folder, "inference.json", "FLAGS_enable_pir_api=0");
  }

  @Test
  void other_formats_under_the_name_of_a_program_are_recognised() throws IOException {
    Path program = folder.resolve("m.pdmodel");
    Files.writeString(program, "{\"base_code\":{}}");
    assertRefused(folder, "PIR");
    Files.write(program, new byte[] {(byte) 0x80, 4, (byte) 0x95});
    assertRefused(folder, "pickled training state");
    Files.write(program, TensorBytes.of(new float[] {1}, 1));
    assertRefused(folder, "holds parameters, not the program");
    Files.write(program, new byte[0]);
    assertRefused(folder, "is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "a/../../secret", "/etc/hostname", "a/../b", ".", "..", "a//b", ""})
  void a_name_never_leads_out_of_the_folder(String name) throws IOException {
    Path inner = Files.createDirectories(folder.resolve("model"));
    Files.write(folder.resolve("secret"), TensorBytes.of(new float[] {1}, 1));
    Files.write(inner.resolve("b"), TensorBytes.of(new float[] {1}, 1));
    ModelSketch sketch = new ModelSketch().ones(name, 1).fetch(name);
    Files.write(inner.resolve("__model__"), sketch.program().build().toByteArray());
    assertRefused(inner, "variable '" + name + "'");
  }

  @Test
  void a_link_never_leads_out_of_the_folder() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("model"));
    Path secret = Files.write(folder.resolve("secret"), TensorBytes.of(new float[] {1}, 1));
    Files.createSymbolicLink(inner.resolve("w"), secret);
    ModelSketch sketch = new ModelSketch().ones("w", 1).fetch("w");
    Files.write(inner.resolve("__model__"), sketch.program().build().toByteArray());
    assertRefused(inner, "variable 'w'", "link out of the model's folder");
  }

  @Test
  void a_name_that_no_file_can_have_is_refused() throws IOException {
    ModelSketch sketch = new ModelSketch().ones("a\0b", 1).fetch("a\0b");
    Files.write(folder.resolve("__model__"), sketch.program().build().toByteArray());
    assertRefused(folder, "cannot be that of a file");
  }

  @Test
  void bytes_after_the_tensor_of_a_variable_are_refused() throws IOException {
    sketch().writeSeparate(folder);
    byte[] bytes = Files.readAllBytes(folder.resolve("a"));
    Files.write(folder.resolve("a"), java.util.Arrays.copyOf(bytes, bytes.length + 3));
    assertRefused(folder, "3 bytes follow the tensor of variable 'a'");
  }

  @Test
  void a_description_says_what_is_in_a_model() throws IOException {
    PaddleModelInfo info = PaddleModel.describe(MODELS.resolve("lenet/fp32"));
    assertThat(info.versionText()).isEqualTo("2.6.2");
    assertThat(info.inputs()).isEqualTo(List.of("image"));
    assertThat(info.outputs()).isEqualTo(List.of("save_infer_model/scale_0.tmp_0"));
    assertThat(info.operators())
        .containsEntry("conv2d", 2)
        .containsEntry("mul", 2)
        .containsEntry("softmax", 1)
        .containsEntry("feed", 1);
    assertThat(info.parameters()).isEqualTo(8);
    assertThat(info.parameterBytes())
        .isEqualTo(Files.size(MODELS.resolve("lenet/fp32/model.pdiparams")));
    assertThat(info.encoding()).isEqualTo(PaddleEncoding.FLOAT);
  }

  @ParameterizedTest
  @CsvSource({
    "lenet/ptq-kl-channelwise, frozen-v1",
    "lenet/ptq-kl-channelwise-onnxformat, qdq-int8",
    "resnet/fp32, float",
    "denoiser/fp32, float",
    "mobilenetv1/fp32, float"
  })
  void the_encoding_of_a_model_is_recognised(String model, String encoding) throws IOException {
    assertThat(PaddleModel.describe(MODELS.resolve(model)).encoding()).hasToString(encoding);
  }

  @Test
  void a_missing_version_is_unknown() throws IOException {
    byte[] program = sketch().program().clearVersion().build().toByteArray();
    Files.write(folder.resolve("m.pdmodel"), program);
    Files.write(folder.resolve("m.pdiparams"), sketch().parameterBytes());
    assertThat(PaddleModel.describe(folder).versionText()).isEqualTo("unknown");
  }
}
