package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Models in the folders {@code octet.reference} and {@code octet.ocr}. Where these are not given
 * there are no tests here.
 */
class ReferenceModelsTest {
  @TestFactory
  Stream<DynamicTest> a_model_of_the_manifest_is_what_the_manifest_says() throws IOException {
    String reference = System.getProperty("octet.reference", "");
    if (reference.isEmpty()) {
      return Stream.empty();
    }
    Path root = Path.of(reference);
    JsonNode manifest = new ObjectMapper().readTree(root.resolve("manifest.json").toFile());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode entry : manifest.get("models")) {
      if (!entry.get("layout").isNull()) {
        tests.add(DynamicTest.dynamicTest(entry.get("id").asText(), () -> check(root, entry)));
      }
      if (entry.hasNonNull("test_model")) {
        Path folder = root.resolve(entry.get("test_model").asText());
        tests.add(
            DynamicTest.dynamicTest(
                entry.get("test_model").asText(),
                () ->
                    assertThat(PaddleModel.describe(folder).encoding())
                        .isEqualTo(PaddleEncoding.FLOAT)));
      }
    }
    return tests.stream();
  }

  private static void check(Path root, JsonNode entry) throws IOException {
    Path folder = root.resolve(entry.get("dir").asText());
    PaddleModelInfo info = PaddleModel.describe(folder);
    assertThat(info.encoding()).hasToString(entry.get("encoding").asText());
    assertThat(info.layout()).hasToString(entry.get("layout").asText());
    assertThat(info.inputs()).isEqualTo(strings(entry.get("inputs")));
    assertThat(info.outputs()).isEqualTo(strings(entry.get("outputs")));
    TreeMap<String, Integer> operators = new TreeMap<>();
    entry
        .get("ops")
        .properties()
        .forEach(count -> operators.put(count.getKey(), count.getValue().asInt()));
    assertThat(info.operators()).isEqualTo(operators);
    Graph graph = PaddleModel.read(folder);
    assertThat(graph.inputs()).extracting(Input::name).isEqualTo(info.inputs());
    assertThat(graph.outputs()).extracting(Value::name).isEqualTo(info.outputs());
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  @TestFactory
  Stream<DynamicTest> a_model_for_text_recognition_is_read() throws IOException {
    String ocr = System.getProperty("octet.ocr", "");
    if (ocr.isEmpty()) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(Path.of(ocr))) {
      return files
          .filter(file -> file.toString().endsWith(".pdmodel"))
          .sorted()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getParent().getFileName().toString(),
                      () -> assertThat(PaddleModel.read(file).nodes()).isNotEmpty()))
          .toList()
          .stream();
    }
  }
}
