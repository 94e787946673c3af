package dev.octet.formats.octet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name_a_file() {
    file = folder.resolve("model.octet");
  }

  @Test
  void a_graph_with_every_operator_comes_back() throws IOException {
    Graph graph = EveryOperator.graph();
    OctetFile.write(graph, file);
    assertSame(OctetFile.read(file), graph);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "mobilenetv1", "resnet", "denoiser"})
  void a_network_of_paddle_comes_back(String net) throws IOException {
    Path models = Path.of(System.getProperty("octet.testdata"), "models");
    Graph graph = PaddleModel.read(models.resolve(net).resolve("fp32"));
    OctetFile.write(graph, file);
    assertSame(OctetFile.read(file), graph);
  }

  @Test
  void an_empty_graph_comes_back() throws IOException {
    Graph graph = new GraphBuilder().build();
    OctetFile.write(graph, file);
    assertSame(OctetFile.read(file), graph);
    assertThat(file).hasSize(64);
  }

  @Test
  void constants_larger_than_a_buffer_come_back() throws IOException {
    var builder = new GraphBuilder();
    for (int n : new int[] {1 << 20, (1 << 20) + 1, 3_000_001}) {
      byte[] content = new byte[n];
      for (int i = 0; i < n; i++) {
        content[i] = (byte) (i * 31 >> 3);
      }
      builder.constant("w", Tensor.of(content, n));
    }
    Graph graph = builder.build();
    OctetFile.write(graph, file);
    assertSame(OctetFile.read(file), graph);
  }

  @Test
  void constants_are_mapped_read_only_and_aligned_to_64_bytes() throws IOException {
    OctetFile.write(EveryOperator.graph(), file);
    for (Tensor tensor : OctetFile.read(file).constants().values()) {
      MemorySegment segment = tensor.segment();
      assertThat(segment.isMapped()).isTrue();
      assertThat(segment.isReadOnly()).isTrue();
      assertThat(segment.address() % 64).isZero();
    }
  }

  @Test
  void constants_stay_when_the_file_is_replaced_or_deleted() throws IOException {
    Graph graph = EveryOperator.graph();
    OctetFile.write(graph, file);
    Graph read = OctetFile.read(file);
    OctetFile.write(new GraphBuilder().build(), file);
    Files.delete(file);
    assertSame(read, graph);
  }

  @Test
  void a_graph_can_be_written_over_the_file_it_was_read_from() throws IOException {
    Graph graph = EveryOperator.graph();
    OctetFile.write(graph, file);
    OctetFile.write(OctetFile.read(file), file);
    assertSame(OctetFile.read(file), graph);
  }

  @Test
  void the_same_graph_gives_the_same_bytes() throws IOException {
    OctetFile.write(EveryOperator.graph(), file);
    byte[] first = Files.readAllBytes(file);
    OctetFile.write(EveryOperator.graph(), file);
    assertThat(file).hasBinaryContent(first);
    OctetFile.write(OctetFile.read(file), file);
    assertThat(file).hasBinaryContent(first);
  }

  @Test
  void an_int8_model_takes_little_more_than_a_quarter_of_its_float_form() throws IOException {
    var quantized = new GraphBuilder();
    Value x = quantized.input("x", DType.INT8, Shape.of(1, 64, 16, 16));
    int channels = 64;
    int layers = 10;
    long parameters = 0;
    QuantParams params = QuantParams.perTensor(1);
    for (int i = 0; i < layers; i++) {
      Shape filter = Shape.of(channels, channels, 3, 3);
      Value weights = quantized.constant("w", Tensor.zeros(DType.INT8, filter));
      Value multiplier = quantized.constant("m", Tensor.of(new double[channels], channels));
      Value bias = quantized.constant("b", Tensor.of(new double[channels], channels));
      var conv = new Conv2d(new Window(1, 1, Padding.NONE), 1);
      var op = new Quantized(conv, params, new Result.Int8(params));
      x = quantized.add("y", op, x, weights, multiplier, bias);
      parameters += filter.elements() + channels;
    }
    OctetFile.write(quantized.build(x), file);
    assertThat(Files.size(file)).isLessThan((long) (0.27 * Float.BYTES * parameters));
  }

  @Test
  void a_failing_write_leaves_the_old_file() throws IOException {
    OctetFile.write(EveryOperator.graph(), file);
    byte[] old = Files.readAllBytes(file);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.INT8, Shape.of(1));
    var wrong = new Quantized(new Softmax(1), QuantParams.perTensor(1), Result.FLOAT);
    Graph graph = builder.build(builder.add("bad", wrong, x));
    assertThatThrownBy(() -> OctetFile.write(graph, file))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("node 'bad' (Quantized)")
        .hasMessageContaining("Softmax");
    assertThat(file).hasBinaryContent(old);
    assertThat(folder.toFile().list()).containsExactly("model.octet");
  }

  @Test
  void a_name_that_is_no_unicode_text_is_refused() {
    var builder = new GraphBuilder();
    builder.input("x\uD800", DType.INT8, Shape.of(1));
    assertThatThrownBy(() -> OctetFile.write(builder.build(), file))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("no Unicode text");
  }

  @Test
  void a_graph_larger_than_a_file_holds_is_refused() {
    var builder = new GraphBuilder();
    Value x = builder.input("x".repeat(1 << 24), DType.INT8, Shape.of(1));
    Graph graph = builder.build(builder.add("y", new Identity(), x));
    assertThatThrownBy(() -> OctetFile.write(graph, file))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("a file holds at most 16777216");
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> OctetFile.read(file))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(file.toString());
  }

  private static void assertSame(Graph actual, Graph expected) {
    assertThat(actual.inputs()).isEqualTo(expected.inputs());
    assertThat(actual.nodes()).isEqualTo(expected.nodes());
    assertThat(actual.outputs()).isEqualTo(expected.outputs());
    List<Value> names = new ArrayList<>(expected.constants().keySet());
    assertThat(actual.constants().keySet()).containsExactlyElementsOf(names);
    for (Value name : names) {
      Tensor tensor = actual.constants().get(name);
      Tensor original = expected.constants().get(name);
      assertThat(tensor.dtype()).isEqualTo(original.dtype());
      assertThat(tensor.shape()).isEqualTo(original.shape());
      assertThat(tensor.segment().mismatch(original.segment())).as("%s", name).isEqualTo(-1);
    }
  }
}
