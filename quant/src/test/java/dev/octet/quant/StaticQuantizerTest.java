package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.Progress.Phase;
import dev.octet.quant.metric.Difference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StaticQuantizerTest {
  private static final Tensor IDENTITY = Tensor.of(new float[] {1, 0, 0, 1}, 2, 2);

  private static StaticQuantizer.Builder of(Algorithm algorithm) {
    return StaticQuantizer.builder().algorithm(algorithm);
  }

  private static Tensor pair(float a, float b) {
    return Tensor.of(new float[] {a, b}, 2);
  }

  @Test
  void variables_that_quantized_operators_read_and_give_get_thresholds_in_graph_order() {
    Calibration calibration =
        of(Algorithm.KL).build().calibrate(Graphs.network(), Graphs.samples(256, 1, 4, 4));

    assertThat(calibration.activationThresholds().keySet())
        .containsExactly("image", "conv.out", "flat", "fc.out");
    assertThat(calibration.weightThresholds().get("conv.w")).hasSize(2);
    assertThat(calibration.weightThresholds().get("fc.w")).hasSize(3);
    assertThat(calibration.samples()).isEqualTo(256);
    assertThat(calibration.notes()).isEmpty();
  }

  @Test
  void abs_max_is_the_largest_magnitude_over_all_samples() {
    Tensor weights = Tensor.of(new float[] {1, 2, 0, -3}, 2, 2);

    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .batchSize(2)
            .build()
            .calibrate(Graphs.mul(weights), List.of(pair(1, -2), pair(0.5f, 1), pair(-3, 0)));

    assertThat(calibration.activationThresholds()).containsEntry("x", 3.0).containsEntry("y", 8.0);
    assertThat(calibration.weightThresholds().get("w")).containsExactly(1, 3);
  }

  /** A product with weights that are a constant in another shape. */
  private static Graph movedWeights() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value row = builder.constant("row", Tensor.of(new float[] {1, -20, -2, 5}, 4));
    Value w = Graphs.add(builder, "reshape2", "w", new Reshape(List.of(2, 2)), row);
    return builder.build(Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), x, w));
  }

  @Test
  void weights_can_be_a_constant_that_is_moved_first() {
    Calibration calibration =
        of(Algorithm.ABS_MAX).build().calibrate(movedWeights(), List.of(pair(1, 2)));

    assertThat(calibration.weightThresholds().get("w")).containsExactly(2, 20);
  }

  @Test
  void an_operator_is_skipped_by_the_constant_that_its_weights_are_moved_from() {
    var quantizer = of(Algorithm.ABS_MAX).skip("row").build();

    assertThatThrownBy(() -> quantizer.calibrate(movedWeights(), List.of(pair(1, 2))))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("no operator to quantize");
  }

  @Test
  void variables_that_are_transposed_around_an_operator_get_its_thresholds() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2, 2));
    Value w = builder.constant("w", IDENTITY);
    Value read = builder.add("read", new Transpose(List.of(0, 2, 1)), x);
    Value given = Graphs.add(builder, "mul", "given", new FullyConnected(2, 1), read, w);
    Graph graph = builder.build(builder.add("y", new Transpose(List.of(0, 2, 1)), given));
    Tensor sample = Tensor.of(new float[] {1, -2, 0.5f, 1}, 2, 2);

    Calibration calibration = of(Algorithm.ABS_MAX).build().calibrate(graph, List.of(sample));

    assertThat(calibration.activationThresholds())
        .isEqualTo(Map.of("x", 2.0, "read", 2.0, "given", 2.0, "y", 2.0));
  }

  @ParameterizedTest
  @CsvSource({"1, 60", "7, 9", "32, 2", "64, 1"})
  void thresholds_do_not_depend_on_how_samples_are_batched(int batchSize, int batches) {
    Graph graph = Graphs.network();
    List<Tensor> samples = Graphs.samples(60, 1, 4, 4);

    Calibration calibration =
        of(Algorithm.KL).batchSize(batchSize).batches(batches).build().calibrate(graph, samples);

    assertThat(calibration.activationThresholds())
        .isEqualTo(
            of(Algorithm.KL)
                .batchSize(60)
                .batches(1)
                .build()
                .calibrate(graph, samples)
                .activationThresholds());
  }

  @Test
  void only_as_many_samples_are_used_as_asked_for() {
    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .batchSize(1)
            .batches(2)
            .build()
            .calibrate(Graphs.mul(IDENTITY), List.of(pair(1, 0), pair(2, 0), pair(9, 0)));

    assertThat(calibration.samples()).isEqualTo(2);
    assertThat(calibration.activationThresholds()).containsEntry("x", 2.0);
  }

  @Test
  void fewer_samples_than_asked_for_are_used_and_noted() {
    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .build()
            .calibrate(Graphs.mul(IDENTITY), List.of(pair(1, 0), pair(2, 0)));

    assertThat(calibration.samples()).isEqualTo(2);
    assertThat(calibration.notes()).containsExactly("2 samples, fewer than the 256 asked for");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void no_samples_are_an_error(Algorithm algorithm) {
    assertThatThrownBy(
            () -> of(algorithm).build().calibrate(Graphs.mul(IDENTITY), List.<Tensor>of()))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("there are no samples: calibration needs at least one");
  }

  @ParameterizedTest
  @CsvSource({"KL, 2", "ABS_MAX, 1"})
  void kl_reads_the_samples_twice_and_abs_max_once(Algorithm algorithm, int readings) {
    var made = new AtomicInteger();
    Iterable<Tensor> samples =
        () -> {
          made.incrementAndGet();
          return List.of(pair(1, 2), pair(3, 4)).iterator();
        };

    of(algorithm).build().calibrate(Graphs.mul(IDENTITY), samples);

    assertThat(made).hasValue(readings);
  }

  @Test
  void a_stream_serves_both_readings() {
    Graph graph = Graphs.network();
    List<Tensor> samples = Graphs.samples(20, 1, 4, 4);
    StaticQuantizer quantizer = of(Algorithm.KL).build();

    assertThat(quantizer.calibrate(graph, samples.stream()).activationThresholds())
        .isEqualTo(quantizer.calibrate(graph, samples).activationThresholds());
  }

  @Test
  void samples_that_cannot_be_read_again_are_an_error_of_kl() {
    Iterator<Tensor> once = List.of(pair(1, 2), pair(3, 4)).iterator();
    Iterable<Tensor> samples = () -> once;

    assertThatThrownBy(() -> of(Algorithm.KL).build().calibrate(Graphs.mul(IDENTITY), samples))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("differ between two readings (2 and 0 samples")
        .hasMessageContaining("must get the same ones");
  }

  @Test
  void samples_that_change_between_readings_are_an_error_of_kl() {
    var reading = new AtomicInteger();
    Iterable<Tensor> samples = () -> List.of(pair(1, 10 * reading.incrementAndGet())).iterator();

    assertThatThrownBy(() -> of(Algorithm.KL).build().calibrate(Graphs.mul(IDENTITY), samples))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("values outside of the first range");
  }

  @Test
  void a_variable_that_overflows_is_named_with_its_samples() {
    Graph graph = Graphs.mul(Tensor.of(new float[] {10, 0, 0, 10}, 2, 2));

    assertThatThrownBy(
            () ->
                of(Algorithm.ABS_MAX)
                    .build()
                    .calibrate(graph, List.of(pair(1, 1), pair(1, 1), pair(1, 3e38f))))
        .isInstanceOf(QuantizationException.class)
        .hasMessage(
            "variable 'y' is not finite for samples 1 to 2:"
                + " the float model itself gives NaN or infinity");
  }

  @Test
  void a_constant_activation_has_its_magnitude_as_threshold_and_a_note() {
    Calibration calibration =
        of(Algorithm.KL)
            .batchSize(2)
            .batches(1)
            .build()
            .calibrate(Graphs.mul(IDENTITY), List.of(pair(4, 4), pair(-4, 4)));

    assertThat(calibration.activationThresholds()).containsEntry("x", 4.0).containsEntry("y", 4.0);
    assertThat(calibration.notes())
        .containsExactly(
            "variable 'x' has one magnitude, 4.0, which is its threshold",
            "variable 'y' has one magnitude, 4.0, which is its threshold");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_network_whose_activations_are_all_zero_is_quantized(Algorithm algorithm) {
    Graph graph = Graphs.mul(IDENTITY);
    StaticQuantizer quantizer = of(algorithm).batchSize(1).batches(1).build();

    Calibration calibration = quantizer.calibrate(graph, List.of(pair(0, 0)));
    Graph quantized = quantizer.quantize(graph, calibration);

    assertThat(calibration.activationThresholds()).containsEntry("x", 0.0);
    assertThat(calibration.notes()).contains("variable 'x' is 0 for every sample");
    try (Session session = Octet.compile(quantized).newSession()) {
      assertThat(session.run(Tensor.of(new float[2], 1, 2)).toFloats()).containsExactly(0, 0);
    }
  }

  @Test
  void operators_that_stay_float_are_noted() {
    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .batchSize(1)
            .batches(1)
            .skip("conv.out")
            .build()
            .calibrate(Graphs.network(), Graphs.samples(1, 1, 4, 4));

    assertThat(calibration.activationThresholds().keySet()).containsExactly("flat", "fc.out");
    assertThat(calibration.notes())
        .containsExactly("node 'conv.out' (conv2d) stays in float: it is to be skipped");
  }

  @Test
  void a_graph_with_several_inputs_takes_named_samples() {
    var builder = new GraphBuilder();
    Value a = builder.input("a", DType.FLOAT32, Shape.of(-1, 2));
    Value b = builder.input("b", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", IDENTITY);
    Value sum = Graphs.add(builder, "elementwise_add", "sum", new Binary(BinaryKind.ADD, -1), a, b);
    Graph graph = builder.build(Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), sum, w));

    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .build()
            .calibrate(
                graph,
                Samples.named(
                    List.of(
                        Map.of("a", pair(1, 2), "b", pair(3, 4)),
                        Map.of("a", pair(0, -9), "b", pair(1, 1)))));

    assertThat(calibration.activationThresholds()).containsEntry("sum", 8.0);
  }

  @Test
  void a_graph_with_a_fixed_batch_takes_whole_batches() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(2, 2));
    Value w = builder.constant("w", IDENTITY);
    Graph graph = builder.build(Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), x, w));

    Calibration calibration =
        of(Algorithm.ABS_MAX)
            .build()
            .calibrate(graph, List.of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)));

    assertThat(calibration.activationThresholds()).containsEntry("y", 4.0);
  }

  @Test
  void all_float_variables_get_thresholds_where_asked_for() {
    Calibration calibration =
        of(Algorithm.KL)
            .allVariables(true)
            .build()
            .calibrate(Graphs.network(), Graphs.samples(256, 1, 4, 4));

    assertThat(calibration.activationThresholds().keySet())
        .containsExactly("image", "conv.out", "relu.out", "flat", "fc.out");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_variable_that_no_quantized_operator_needs_may_be_infinite(Algorithm algorithm) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", IDENTITY);
    Value y = Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), x, w);
    Value zero = builder.constant("zero", Tensor.of(new float[2], 2));
    Value z = Graphs.add(builder, "elementwise_div", "z", new Binary(BinaryKind.DIV, -1), y, zero);

    Calibration calibration =
        of(algorithm)
            .allVariables(true)
            .build()
            .calibrate(builder.build(z), List.of(pair(1, 2), pair(3, 4)));

    assertThat(calibration.activationThresholds().keySet()).containsExactly("x", "y");
  }

  @Test
  void progress_counts_samples_of_both_readings_and_then_variables() {
    List<String> heard = new ArrayList<>();

    of(Algorithm.KL)
        .batchSize(2)
        .batches(2)
        .progress((phase, done, total) -> heard.add(phase + " " + done + "/" + total))
        .build()
        .calibrate(Graphs.mul(IDENTITY), List.of(pair(1, 2), pair(3, 4), pair(5, 6)));

    assertThat(heard)
        .containsExactly(
            Phase.RANGES + " 1/4",
            Phase.RANGES + " 2/4",
            Phase.RANGES + " 3/4",
            Phase.HISTOGRAMS + " 2/3",
            Phase.HISTOGRAMS + " 3/3",
            Phase.THRESHOLDS + " 1/2",
            Phase.THRESHOLDS + " 2/2");
  }

  @ParameterizedTest
  @EnumSource(WeightQuantization.class)
  void the_quantized_network_computes_nearly_the_same(WeightQuantization weights) {
    Graph graph = Graphs.network();
    List<Tensor> samples = Graphs.samples(64, 1, 4, 4);

    Graph quantized = of(Algorithm.ABS_MAX).weights(weights).build().quantize(graph, samples);

    var difference = new Difference();
    try (Session real = Octet.compile(graph).newSession();
        Session integer = Octet.compile(quantized).newSession()) {
      for (Tensor sample : samples) {
        Tensor image = sample.reshape(1, 1, 4, 4);
        difference.add(real.run(image), integer.run(image));
      }
    }
    assertThat(difference.sqnr()).isBetween(30.0, 60.0);
  }

  @Test
  void a_stream_of_too_many_samples_is_read_no_further_than_needed() {
    var made = new AtomicInteger();
    Stream<Tensor> samples = Stream.generate(() -> pair(made.incrementAndGet(), 1));

    of(Algorithm.KL).batchSize(3).batches(2).build().quantize(Graphs.mul(IDENTITY), samples);

    assertThat(made).hasValue(6);
  }
}
