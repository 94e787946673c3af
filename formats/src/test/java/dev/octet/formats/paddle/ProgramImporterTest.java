package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs, outputs and names. */
class ProgramImporterTest {
  private static void relu(ModelSketch sketch, String from, String to) {
    sketch.op("relu").in("X", from).out("Out", to);
  }

  private static List<String> names(List<Value> values) {
    return values.stream().map(Value::name).toList();
  }

  @Test
  void inputs_and_outputs_are_in_the_order_of_their_columns() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .inputAt(1, "second", ModelSketch.FLOAT32, -1)
            .inputAt(0, "first", ModelSketch.FLOAT32, -1);
    relu(sketch, "second", "b");
    relu(sketch, "first", "a");
    Graph graph = sketch.fetch("b", 1).fetch("a", 0).read();
    assertThat(graph.inputs()).extracting(Input::name).containsExactly("first", "second");
    assertThat(names(graph.outputs())).containsExactly("a", "b");
  }

  @Test
  void an_input_keeps_unknown_dimensions() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1, 3, -1, 8);
    relu(sketch, "x", "y");
    assertThat(sketch.fetch("y").read().inputs())
        .containsExactly(new Input(new Value("x"), DType.FLOAT32, Shape.of(-1, 3, -1, 8)));
  }

  @Test
  void a_double_input_is_converted() throws IOException {
    ModelSketch sketch = new ModelSketch().inputAt(0, "x", 6, -1);
    relu(sketch, "x", "y");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.inputs().getFirst().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(graph.nodes().getFirst().op()).isEqualTo(new Cast(DType.FLOAT32));
  }

  @Test
  void the_last_of_several_writers_has_the_name_of_the_variable() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    relu(sketch, "x", "y");
    relu(sketch, "y", "y");
    relu(sketch, "y", "y");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes()).extracting(Node::name).doesNotHaveDuplicates().hasSize(3);
    assertThat(graph.nodes().getLast().name()).isEqualTo("y");
    assertThat(names(graph.outputs())).containsExactly("y");
    assertThat(graph.nodes().get(1).inputs()).isEqualTo(graph.nodes().get(0).outputs());
    assertThat(graph.nodes().get(2).inputs()).isEqualTo(graph.nodes().get(1).outputs());
  }

  @Test
  void a_fetched_value_keeps_its_name_before_a_later_writer() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    relu(sketch, "x", "y");
    sketch.fetch("y", 0);
    relu(sketch, "y", "y");
    relu(sketch, "y", "z");
    Graph graph = sketch.fetch("z", 1).read();
    assertThat(names(graph.outputs())).containsExactly("y", "z");
    assertThat(graph.producer(new Value("y"))).contains(graph.nodes().getFirst());
  }

  @Test
  void an_input_that_is_overwritten_keeps_its_name() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    relu(sketch, "x", "x");
    Graph graph = sketch.fetch("x").read();
    assertThat(graph.inputs().getFirst().name()).isEqualTo("x");
    assertThat(graph.outputs().getFirst()).isEqualTo(graph.nodes().getFirst().output());
    assertThat(graph.outputs().getFirst().name()).isNotEqualTo("x");
  }

  @Test
  void a_made_up_name_is_never_that_of_a_variable() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    relu(sketch, "x", "y");
    relu(sketch, "y", "y");
    relu(sketch, "y", "y/1");
    Graph graph = sketch.fetch("y/1").fetch("y", 1).read();
    assertThat(names(graph.outputs())).containsExactly("y/1", "y");
    assertThat(graph.nodes().getLast().name()).isEqualTo("y/1");
  }

  @Test
  void parameters_that_nothing_reads_are_left_out() throws IOException {
    ModelSketch sketch = new ModelSketch().input("x", -1).ones("unused", 2);
    relu(sketch, "x", "y");
    assertThat(sketch.fetch("y").read().constants()).isEmpty();
  }

  @Test
  void a_parameter_can_be_fetched() throws IOException {
    ModelSketch sketch = new ModelSketch().ones("w", 2);
    Graph graph = sketch.fetch("w").read();
    assertThat(graph.constants()).containsOnlyKeys(new Value("w"));
  }

  @Test
  void a_program_without_outputs_is_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no fetch operator");
  }

  @Test
  void an_unknown_operator_is_named_with_its_place() {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    relu(sketch, "x", "a");
    sketch.op("yolo_box").in("X", "a").out("Boxes", "y");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            "sketch.pdmodel, operator 2 (yolo_box): operators of this type are not supported");
  }

  @Test
  void control_flow_is_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    sketch.op("conditional_block").in("Cond", "x").out("Out", "y").block("sub_block", 1);
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (conditional_block): control flow is not supported");
  }

  @Test
  void a_cycle_is_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    sketch.op("elementwise_add").in("X", "x").in("Y", "b").out("Out", "a");
    relu(sketch, "a", "b");
    sketch.fetch("b");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (elementwise_add)")
        .hasMessageContaining("reads 'b', which nothing before it gives");
  }

  @Test
  void a_missing_input_is_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    sketch.op("relu").in("X").out("Out", "y");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (relu)")
        .hasMessageContaining("input X has 0 variables");
  }

  @Test
  void an_input_with_sequence_levels_is_refused() {
    ModelSketch sketch =
        new ModelSketch().declare("x", ModelSketch.DENSE, ModelSketch.FLOAT32, false, 1, -1);
    sketch.op("feed").in("X", "feed").out("Out", "x");
    sketch.fetch("x");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("LoD");
  }

  @ParameterizedTest
  @CsvSource({
    "axis, softmax, text, must be an integer",
    "alpha, leaky_relu, text, must be a number",
    "approximate, gelu, text, must be a boolean",
    "shape, reshape2, text, must be a list of integers"
  })
  void an_attribute_of_another_type_is_refused(
      String attribute, String type, String value, String reason) {
    ModelSketch sketch = new ModelSketch().input("x", -1);
    sketch.op(type).in("X", "x").out("Out", "y").attribute(attribute, value);
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (" + type + ")")
        .hasMessageContaining("attribute '" + attribute + "'")
        .hasMessageContaining(reason);
  }

  @Test
  void a_stride_of_zero_is_refused() {
    ModelSketch sketch = new ModelSketch().input("x", -1, 1, 8, 8);
    sketch
        .op("pool2d")
        .in("X", "x")
        .out("Out", "y")
        .attribute("ksize", new int[] {2, 2})
        .attribute("strides", new int[] {0, 1});
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (pool2d)")
        .hasMessageContaining("strides (0,1)");
  }
}
