package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that are wider than any image, and images that no memory holds. */
class ExtremeSizesTest {
  private static final int HUGE = 1 << 24;
  private static final long MOST_BYTES = 8 << 20;
  private static final Tensor IMAGE =
      Tensor.of(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 1, 3, 3);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_dilation_beyond_the_image_takes_no_memory_for_the_padding(boolean int8) {
    var padding = new Padding.Explicit(HUGE, HUGE, 1, 1);

    float[] y = convolve(new Window(1, 1, HUGE, 1, padding), int8);

    // Of the taps, all ones, the middle row alone sees the image, of ones too.
    assertThat(y).containsExactly(2, 3, 2, 2, 3, 2, 2, 3, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_stride_beyond_the_image_takes_no_memory_for_the_padding(boolean int8) {
    var padding = new Padding.Explicit(0, HUGE, HUGE, HUGE);

    float[] y = convolve(new Window(HUGE, HUGE, padding), int8);

    assertThat(y).containsExactly(0, 9, 0, 0, 0, 0);
  }

  private static float[] convolve(Window window, boolean int8) {
    var session = Octet.compile(graph(window, int8)).newSession();
    var allocated = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = allocated.getCurrentThreadAllocatedBytes();
    float[] y = session.run(IMAGE).toFloats();
    assertThat(allocated.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    return y;
  }

  private static Graph graph(Window window, boolean int8) {
    QuantParams params = QuantParams.perTensor(127);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, IMAGE.shape());
    Value filter;
    if (int8) {
      byte[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1};
      Value integers = builder.constant("filter", Tensor.of(ones, 1, 1, 3, 3));
      x = builder.add("real", new Dequantize(params), builder.add("q", new Quantize(params), x));
      filter = builder.add("weights", new Dequantize(params), integers);
    } else {
      filter = builder.constant("filter", IMAGE);
    }
    return builder.build(builder.add("y", new Conv2d(window, 1), x, filter));
  }

  @Test
  void a_tap_behind_the_image_sees_padding() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(1, 1, 1, 1));
    Value filter = builder.constant("filter", Tensor.of(new float[] {2, 3}, 1, 1, 1, 2));
    // Output 0 sees the pixel 6/3 through tap 0 alone, output 1 the pixel 0 through tap 1.
    Window window = new Window(1, 3, 1, 7, new Padding.Explicit(0, 0, 6, 0));
    var op = new ConvTranspose2d(window, 1, 0, 0, 0, 0, Epilogue.NONE);
    var session = Octet.compile(builder.build(builder.add("y", op, x, filter))).newSession();

    Tensor y = session.run(Tensor.of(new float[] {5}, 1, 1, 1, 1));

    assertThat(y.toFloats()).containsExactly(0, 15);
  }

  @Test
  void an_output_beyond_the_heap_is_named_before_anything_is_made_for_it() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 1, 3, 3));
    int most = Integer.MAX_VALUE;
    Value y = builder.add("wide", new AdaptivePool2d(PoolKind.MAX, 1, most), x);
    var session = Octet.compile(builder.build(y)).newSession();

    assertThatThrownBy(() -> session.run(IMAGE))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("node 'wide' (AdaptivePool2d): the output float32[1,1,1,2147483647]")
        .hasMessageContaining("-Xmx");
  }
}
