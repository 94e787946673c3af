package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models with random damage either are read into a sound graph or give a {@link
 * ModelFormatException}; nothing else ever happens.
 */
class MutationTest {
  private static final Path MODELS = Path.of(System.getProperty("octet.testdata"), "models");
  private static final int MUTANTS = 5000;

  /** A model's files in memory. */
  record Model(String name, byte[] program, byte[] parameters) {
    static Model read(String name) {
      Path folder = MODELS.resolve(name);
      try {
        return new Model(
            name,
            Files.readAllBytes(folder.resolve("model.pdmodel")),
            Files.readAllBytes(folder.resolve("model.pdiparams")));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Model> models() {
    return Stream.of(
            "denoiser/fp32",
            "mobilenetv1/fp32",
            "lenet/ptq-kl-channelwise",
            "lenet/ptq-kl-channelwise-onnxformat")
        .map(Model::read);
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_damaged_model_is_read_or_refused(Model model) {
    List<Integer> headers = headers(model);
    int read = 0;
    int refused = 0;
    for (int mutant = 0; mutant < MUTANTS; mutant++) {
      long seed = mutant * 31L + model.name().hashCode();
      var random = new SplittableRandom(seed);
      boolean both = random.nextInt(10) == 0;
      boolean programOnly = random.nextInt(10) < 7;
      byte[] program = both || programOnly ? damage(random, model.program()) : model.program();
      byte[] parameters =
          both || !programOnly
              ? damageHeaders(random, model.parameters(), headers)
              : model.parameters();
      try {
        Graph graph = ModelSketch.read(program, parameters);
        // A graph verifies itself; its text touches every node.
        assertThat(graph.toString()).isNotEmpty();
        read++;
      } catch (ModelFormatException e) {
        assertThat(e.getMessage()).contains("sketch.");
        refused++;
      } catch (IOException | RuntimeException | Error e) {
        throw new AssertionError("seed %d of %s: %s".formatted(seed, model, e), e);
      }
    }
    assertThat(read).as("read of %s", model).isGreaterThan(MUTANTS / 100);
    assertThat(refused).as("refused of %s", model).isGreaterThan(MUTANTS / 10);
  }

  private static byte[] damage(SplittableRandom random, byte[] bytes) {
    byte[] damaged = bytes.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      damaged = damageOnce(random, damaged);
    }
    return damaged;
  }

  private static byte[] damageOnce(SplittableRandom random, byte[] bytes) {
    if (bytes.length < 4) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(64), bytes.length - at);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] = new byte[] {0, 1, 0x7f, (byte) 0x80, (byte) 0xff}[random.nextInt(5)];
      case 3 -> {
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
      case 4 -> {
        // A piece of the file over another one.
        int from = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, bytes, at, length);
      }
      default -> {
        byte[] shorter = new byte[bytes.length - length];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
        return shorter;
      }
    }
    return bytes;
  }

  /** Most of a parameter file is weights, where damage shows nothing; so the headers are hit. */
  private static byte[] damageHeaders(
      SplittableRandom random, byte[] bytes, List<Integer> headers) {
    if (random.nextInt(4) == 0) {
      return damage(random, bytes);
    }
    byte[] damaged = bytes.clone();
    int at = headers.get(random.nextInt(headers.size())) + random.nextInt(28);
    damaged[Math.min(at, bytes.length - 1)] = (byte) random.nextInt(256);
    return damaged;
  }

  private static List<Integer> headers(Model model) {
    List<Integer> headers = new ArrayList<>();
    byte[] bytes = model.parameters();
    for (int i = 0; i + 20 < bytes.length; i++) {
      boolean zeros = true;
      for (int j = i; zeros && j < i + 16; j++) {
        zeros = bytes[j] == 0;
      }
      if (zeros && bytes[i + 16] > 0 && bytes[i + 20] == 8) {
        headers.add(i);
      }
    }
    assertThat(headers).as("tensors in %s", model).isNotEmpty();
    return headers;
  }
}
