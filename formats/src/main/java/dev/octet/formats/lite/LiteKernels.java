package dev.octet.formats.lite;

import dev.octet.formats.lite.LiteKernel.Elements;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kernels that Paddle Lite 2.10 has for arm and x86; the list is a resource of this class. */
final class LiteKernels {
  private static final String LIST = "kernels.txt";
  private static final Map<String, List<LiteKernel>> BY_TYPE = read();

  private LiteKernels() {}

  /** Those of a target, and those of any processor. */
  static Stream<LiteKernel> all(LiteTarget target) {
    return BY_TYPE.values().stream().flatMap(List::stream).filter(kernel -> kernel.runsOn(target));
  }

  static SortedSet<String> types(LiteTarget target) {
    return all(target).map(LiteKernel::type).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The kernel that computes on real or whole numbers; one of the target before one of any. */
  static Optional<LiteKernel> find(String type, LiteTarget target, Elements elements) {
    return BY_TYPE.getOrDefault(type, List.of()).stream()
        .filter(kernel -> kernel.runsOn(target) && kernel.suits(elements) > 0)
        .max(
            Comparator.<LiteKernel>comparingInt(kernel -> kernel.suits(elements))
                .thenComparing(kernel -> kernel.target().equals(target.name())));
  }

  /** The kernel that computes on int8 and gives int8 or real numbers. */
  static Optional<LiteKernel> findInt8(String type, LiteTarget target, boolean givesInt8) {
    return BY_TYPE.getOrDefault(type, List.of()).stream()
        .filter(kernel -> kernel.isInt8() && kernel.target().equals(target.name()))
        .filter(kernel -> !kernel.alias().equals("def") && kernel.givesInt8() == givesInt8)
        .findFirst();
  }

  private static Map<String, List<LiteKernel>> read() {
    Map<String, List<LiteKernel>> kernels = new HashMap<>();
    try (var in = Objects.requireNonNull(LiteKernels.class.getResourceAsStream(LIST), LIST);
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .forEach(
              words ->
                  kernels.put(
                      words[0],
                      Arrays.stream(words, 1, words.length)
                          .map(text -> LiteKernel.parse(words[0], text))
                          .toList()));
      return Map.copyOf(kernels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
