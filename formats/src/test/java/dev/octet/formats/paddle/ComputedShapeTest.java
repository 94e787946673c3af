package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes, sizes and axes that come from tensors; operators with several inputs or outputs. */
class ComputedShapeTest {
  private static ModelSketch image() {
    return new ModelSketch().input("x", -1, 3, 8, 8);
  }

  private static void constant(ModelSketch sketch, String name, int... values) {
    sketch
        .op("assign_value")
        .out("Out", name)
        .attribute("shape", new int[] {values.length})
        .attribute("dtype", ModelSketch.INT32)
        .attribute("int32_values", values);
  }

  private static void computed(ModelSketch sketch, String name) {
    sketch.op("shape").in("Input", "x").out("Out", name);
  }

  private static Op last(ModelSketch sketch) throws IOException {
    return sketch.fetch("y").read().nodes().getLast().op();
  }

  @Test
  void a_shape_from_a_constant_beats_the_attribute() throws IOException {
    ModelSketch sketch = image();
    constant(sketch, "s", 0, -1);
    sketch
        .op("reshape2")
        .in("X", "x")
        .in("Shape", "s")
        .out("Out", "y")
        .out("XShape", "relic")
        .attribute("shape", new int[] {7, 7});
    assertThat(last(sketch)).isEqualTo(new Reshape(List.of(0, -1)));
  }

  @Test
  void a_list_of_constants_beats_a_tensor() throws IOException {
    ModelSketch sketch = image();
    constant(sketch, "s", 0, -1);
    constant(sketch, "a", 0);
    constant(sketch, "b", 192);
    sketch.op("reshape2").in("X", "x").in("ShapeTensor", "a", "b").in("Shape", "s").out("Out", "y");
    assertThat(last(sketch)).isEqualTo(new Reshape(List.of(0, 192)));
  }

  @Test
  void a_single_computed_dimension_is_inferred() throws IOException {
    ModelSketch sketch = image();
    computed(sketch, "n");
    constant(sketch, "c", 192);
    sketch.op("reshape2").in("X", "x").in("ShapeTensor", "n", "c").out("Out", "y");
    assertThat(last(sketch)).isEqualTo(new Reshape(List.of(-1, 192)));
  }

  @Test
  void several_computed_dimensions_are_put_together() throws IOException {
    ModelSketch sketch = image();
    computed(sketch, "n");
    constant(sketch, "c", 3);
    sketch.op("reshape2").in("X", "x").in("ShapeTensor", "n", "c", "n").out("Out", "y");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly(
            new ShapeOf(),
            new Reshape(List.of(1)),
            new Cast(DType.INT32),
            new Reshape(List.of(1)),
            new Cast(DType.INT32),
            new Concat(0),
            new Reshape(List.of()));
    assertThat(graph.nodes().getLast().inputs()).hasSize(2);
  }

  @Test
  void a_computed_shape_is_the_second_input() throws IOException {
    ModelSketch sketch = image();
    computed(sketch, "s");
    sketch.op("expand_v2").in("X", "x").in("Shape", "s").out("Out", "y");
    Node node = sketch.fetch("y").read().nodes().getLast();
    assertThat(node.op()).isEqualTo(new Expand(List.of()));
    assertThat(node.inputs()).containsExactly(new Value("x"), new Value("s"));
  }

  @Test
  void an_output_size_is_known_or_an_input() throws IOException {
    ModelSketch known = image();
    constant(known, "s", 5, 6);
    known
        .op("nearest_interp_v2")
        .in("X", "x")
        .in("OutSize", "s")
        .out("Out", "y")
        .attribute("scale", new float[] {2, 2});
    assertThat(last(known))
        .isEqualTo(new Interpolate(Interpolate.Mode.NEAREST, 5, 6, 0, 0, true, true, 1, false));
    ModelSketch computed = image();
    computed(computed, "s");
    computed.op("bilinear_interp_v2").in("X", "x").in("OutSize", "s").out("Out", "y");
    assertThat(last(computed))
        .isEqualTo(new Interpolate(Interpolate.Mode.BILINEAR, 0, 0, 0, 0, true, true, 1, true));
  }

  @Test
  void an_output_size_beside_a_scale_that_gives_the_step_is_refused() {
    ModelSketch sketch = image();
    constant(sketch, "s", 5, 6);
    sketch
        .op("nearest_interp_v2")
        .in("X", "x")
        .in("OutSize", "s")
        .out("Out", "y")
        .attribute("align_corners", false)
        .attribute("scale", new float[] {2, 2});
    assertThatThrownBy(() -> last(sketch))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("(nearest_interp_v2)")
        .hasMessageContaining("from OutSize, but its step from a scale");
  }

  @Test
  void more_new_axes_than_any_tensor_has_are_refused() {
    ModelSketch sketch = new ModelSketch().input("x", 2, 3);
    sketch.op("unsqueeze2").in("X", "x").out("Out", "y").attribute("axes", new int[100_000]);
    assertThatThrownBy(() -> sketch.fetch("y").read())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("adds 100000 dimensions");
  }

  @Test
  void an_interpolation_without_any_size_is_refused() {
    ModelSketch sketch = image();
    sketch.op("nearest_interp_v2").in("X", "x").out("Out", "y");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (nearest_interp_v2)")
        .hasMessageContaining("output size");
  }

  @Test
  void the_outputs_of_a_split_keep_their_order() throws IOException {
    ModelSketch sketch = image();
    sketch
        .op("split")
        .in("X", "x")
        .out("Out", "b", "a", "y")
        .attribute("axis", 1)
        .attribute("num", 3);
    Node node = sketch.fetch("y").read().nodes().getLast();
    assertThat(node.op()).isEqualTo(new Split(1, List.of()));
    assertThat(node.outputs()).extracting(Value::name).containsExactly("b", "a", "y");
  }

  @Test
  void sections_must_be_as_many_as_outputs() {
    ModelSketch sketch = image();
    sketch
        .op("split")
        .in("X", "x")
        .out("Out", "a", "y")
        .attribute("sections", new int[] {1, 1, -1});
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("3 parts")
        .hasMessageContaining("2 outputs");
  }

  @Test
  void tensors_are_joined_in_the_order_of_the_slot() throws IOException {
    ModelSketch sketch = image().input("z", -1, 3, 8, 8);
    constant(sketch, "axis", 2);
    sketch
        .op("concat")
        .in("X", "z", "x", "z")
        .in("AxisTensor", "axis")
        .out("Out", "y")
        .attribute("axis", 0);
    Node node = sketch.fetch("y").read().nodes().getLast();
    assertThat(node.op()).isEqualTo(new Concat(2));
    assertThat(node.inputs()).extracting(Value::name).containsExactly("z", "x", "z");
    ModelSketch stack = image();
    stack.op("stack").in("X", "x", "x").out("Y", "y").attribute("axis", 1);
    assertThat(last(stack)).isEqualTo(new Stack(1));
  }

  @Test
  void the_first_lookup_drops_the_last_dimension_of_its_indices() throws IOException {
    ModelSketch sketch =
        new ModelSketch().inputAt(0, "ids", ModelSketch.INT64, -1, 1).ones("w", 3, 2);
    sketch.op("lookup_table").in("Ids", "ids").in("W", "w").out("Out", "y");
    assertThat(sketch.fetch("y").read().nodes())
        .extracting(Node::op)
        .containsExactly(new Squeeze(List.of(-1)), new Gather(0));
  }

  private static Graph padded(float... rows) throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .inputAt(0, "ids", ModelSketch.INT64, -1)
            .parameter("w", rows, rows.length / 2, 2);
    sketch
        .op("lookup_table_v2")
        .in("Ids", "ids")
        .in("W", "w")
        .out("Out", "y")
        .attribute("padding_idx", 1L);
    return sketch.fetch("y").read();
  }

  @Test
  void the_padding_row_of_a_lookup_is_zero() throws IOException {
    assertThat(padded(1, 1, 1, 1, 1, 1).constants().values().iterator().next().toFloats())
        .containsExactly(1, 1, 0, 0, 1, 1);
  }

  @Test
  void a_table_whose_padding_row_is_zero_keeps_its_name() throws IOException {
    assertThat(padded(1, 1, 0, 0, 1, 1).constants().keySet()).containsExactly(new Value("w"));
  }

  @Test
  void a_table_with_another_padding_row_is_no_file_in_a_folder_of_the_old_name()
      throws IOException {
    assertThat(padded(1, 1, 1, 1, 1, 1).constants().keySet())
        .extracting(Value::name)
        .allMatch(name -> name.startsWith("w.padded"));
  }

  @Test
  void a_small_fill_is_a_constant_and_a_large_one_a_node() throws IOException {
    ModelSketch small = image();
    small
        .op("fill_constant")
        .out("Out", "y")
        .attribute("shape", new long[] {2, 3})
        .attribute("value", 1f)
        .attribute("str_value", "2.5")
        .attribute("dtype", ModelSketch.FLOAT32);
    Graph graph = small.fetch("y").read();
    assertThat(graph.nodes()).isEmpty();
    var tensor = graph.constant(new Value("y")).orElseThrow();
    assertThat(tensor.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(tensor.toFloats()).containsOnly(2.5f);
    ModelSketch large = image();
    large
        .op("fill_constant")
        .out("Out", "y")
        .attribute("shape", new long[] {100, 100})
        .attribute("value", 3f)
        .attribute("dtype", ModelSketch.INT64);
    assertThat(last(large)).isEqualTo(new Fill(List.of(100, 100), DType.INT64, 3));
  }
}
