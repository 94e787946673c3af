package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FastStartTest {
  private static final int CHANNELS = 24;
  private static final int SIZE = 9;

  private static Tensor noise(long seed, int... dims) {
    var random = new Random(seed);
    float[] data = new float[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Tensor.of(data, dims);
  }

  /** A convolution of all channels, one of each channel, and a softmax. */
  private static Graph graph() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, CHANNELS, SIZE, SIZE));
    var window = new Window(1, 1, new Padding.Explicit(1, 1, 1, 1));
    Value w = builder.constant("w", noise(1, CHANNELS, CHANNELS, 3, 3));
    Value a = builder.add("a", new Conv2d(window, 1, Epilogue.NONE), x, w);
    Value d = builder.constant("d", noise(2, CHANNELS, 1, 3, 3));
    Value b = builder.add("b", new Conv2d(window, CHANNELS, Epilogue.NONE), a, d);
    Value c = builder.add("c", new Activate(Activation.Function.SIGMOID), b);
    return builder.build(builder.add("y", new Softmax(-1), c));
  }

  private static void awaitWarmUp() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(WarmUp.THREAD)) {
        thread.join();
      }
    }
  }

  @Test
  void results_before_and_after_the_warm_up_are_those_of_a_usual_start() throws Exception {
    Tensor x = noise(3, 2, CHANNELS, SIZE, SIZE);
    float[] expected = Octet.compile(graph()).newSession().run(x).toFloats();
    CompiledModel model = Octet.compile(graph(), CompileOptions.DEFAULT.withFastStart(true));
    try (Session session = model.newSession()) {
      assertThat(session.run(x).toFloats()).isEqualTo(expected);
      awaitWarmUp();
      assertThat(session.run(x).toFloats()).isEqualTo(expected);
    }
  }

  @Test
  void the_report_is_that_of_the_kernels_that_stay() {
    CompiledModel model = Octet.compile(graph(), CompileOptions.DEFAULT.withFastStart(true));
    assertThat(model.report()).isEqualTo(Octet.compile(graph()).report());
  }

  @Test
  void only_the_first_shape_of_a_model_starts_fast() throws Exception {
    CompiledModel model = Octet.compile(graph(), CompileOptions.DEFAULT.withFastStart(true));
    try (Session session = model.newSession()) {
      session.run(noise(4, 1, CHANNELS, SIZE, SIZE));
      awaitWarmUp();
      session.run(noise(4, 2, CHANNELS, SIZE, SIZE));
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain(WarmUp.THREAD);
    }
  }

  @Test
  void a_small_shape_after_one_too_large_for_a_fast_start_runs() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 1000));
    Value w = builder.constant("w", noise(1, 1000, 1000));
    Graph graph = builder.build(builder.add("y", new FullyConnected(1, 1), x, w));
    CompiledModel model = Octet.compile(graph, CompileOptions.DEFAULT.withFastStart(true));
    Tensor row = noise(2, 1, 1000);
    try (Session session = model.newSession()) {
      session.run(noise(3, 1001, 1000));
      assertThat(session.run(row).toFloats())
          .isEqualTo(Octet.compile(graph).newSession().run(row).toFloats());
    }
  }
}
