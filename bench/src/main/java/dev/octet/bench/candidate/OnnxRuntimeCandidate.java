package dev.octet.bench.candidate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.octet.cli.CommandException;
import dev.octet.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * A network in ONNX Runtime: all optimisations, operators one after the other. An input lies in
 * native memory before it is timed.
 */
public final class OnnxRuntimeCandidate implements Candidate {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /**
   * @param model the bytes of an ONNX model with one input
   * @param threads how many share a run
   */
  public OnnxRuntimeCandidate(byte[] model, int threads) {
    try (var options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      this.session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new CommandException("a model that is not taken", "ONNX Runtime", e);
    }
  }

  /**
   * Requires that the library is there and can be loaded, before work that needs it.
   *
   * @throws CommandException if not
   */
  public static void requireLibrary() {
    try {
      var _ = version();
    } catch (LinkageError e) {
      throw new CommandException(
          "a missing library",
          "ONNX Runtime",
          ("it cannot be loaded (%s); there are libraries for Linux on x86-64 and aarch64, macOS on"
                  + " aarch64 and Windows on x86-64, and OCTET_JAVA_OPTS="
                  + "-Donnxruntime.native.path=FOLDER names another")
              .formatted(origin(e)));
    }
  }

  private static Throwable origin(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : origin(cause);
  }

  /** The version of the library. */
  public static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public Runner runner(Tensor input) {
    float[] data = input.toFloats();
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(data.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(data)
            .flip();
    long[] dims = Arrays.stream(input.shape().toArray()).asLongStream().toArray();
    try {
      return new OnnxRuntimeRunner(
          session,
          session.getInputNames().iterator().next(),
          OnnxTensor.createTensor(environment, buffer, dims));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not take the input", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not close its session", e);
    }
  }

  private static final class OnnxRuntimeRunner implements Runner {
    private final OrtSession session;
    private final OnnxTensor tensor;
    private final Map<String, OnnxTensorLike> inputs;

    OnnxRuntimeRunner(OrtSession session, String name, OnnxTensor tensor) {
      this.session = session;
      this.tensor = tensor;
      this.inputs = Map.of(name, tensor);
    }

    @Override
    public void run() {
      try {
        session.run(inputs).close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime does not run", e);
      }
    }

    @Override
    public float[] output() {
      try (var result = session.run(inputs)) {
        FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] output = new float[buffer.remaining()];
        buffer.get(output);
        return output;
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime does not run", e);
      }
    }

    @Override
    public void close() {
      tensor.close();
    }
  }
}
