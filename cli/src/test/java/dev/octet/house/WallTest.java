package dev.octet.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.house.SourceTree.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the compiler does not guard. */
class WallTest {
  private static final String INCUBATOR = "jdk.incubator.";

  /** The vector kernels, and what measures the peak that they are compared with. */
  private static final List<String> VECTOR_CODE =
      List.of("dev.octet.engine.kernel.vector", "dev.octet.bench.measure");

  private static final int MOST_LINES = 600;

  private static final List<Source> MAIN = SourceTree.main();

  @Test
  void only_the_vector_kernels_and_the_measure_of_their_peak_use_the_incubator_module() {
    Set<String> packages =
        MAIN.stream()
            .filter(source -> !source.name().equals("module-info.java"))
            .filter(source -> source.text().contains("import " + INCUBATOR))
            .map(Source::packageName)
            .collect(Collectors.toSet());
    assertThat(packages).containsExactlyInAnyOrderElementsOf(VECTOR_CODE);
  }

  /** C2 can leave boxes in code that is made while it has seen two sizes of one class. */
  @Test
  void vectors_of_ints_shorts_and_floats_have_one_size() {
    Pattern species = Pattern.compile("(Int|Short|Float)Vector\\.SPECIES_\\d");
    assertThat(MAIN.stream().filter(source -> species.matcher(source.text()).find()))
        .extracting(Source::name)
        .containsExactly("Lanes.java");
  }

  @Test
  void no_packages_import_each_other_in_a_circle() {
    Map<String, Set<String>> imports = imports();
    assertThat(imports).containsKeys("dev.octet.engine.graph", "dev.octet.quant", "dev.octet.cli");
    assertThat(circle(imports)).isEmpty();
  }

  @Test
  void a_circle_is_found() {
    Map<String, Set<String>> imports =
        Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "c", Set.of(), "d", Set.of("a"));
    assertThat(circle(imports)).contains("a", "b", "d").doesNotContain("c");
  }

  /** For each package the packages of ours that it imports. */
  private static Map<String, Set<String>> imports() {
    Set<String> packages =
        MAIN.stream()
            .map(Source::packageName)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Source source : MAIN) {
      String from = source.packageName();
      if (from.isEmpty()) {
        continue;
      }
      Set<String> targets = imports.computeIfAbsent(from, _ -> new TreeSet<>());
      for (String imported : source.imports()) {
        String to = packageOf(imported, packages);
        if (!to.isEmpty() && !to.equals(from)) {
          targets.add(to);
        }
      }
    }
    return imports;
  }

  /** The longest beginning of {@code imported} that is a package; the rest are nested names. */
  private static String packageOf(String imported, Set<String> packages) {
    String name = imported;
    while (!name.isEmpty() && !packages.contains(name)) {
      name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }
    return name;
  }

  /** Packages that import each other in a circle; empty if there are none. */
  private static List<String> circle(Map<String, Set<String>> imports) {
    Set<String> done = new HashSet<>();
    for (String start : new TreeSet<>(imports.keySet())) {
      List<String> circle = circle(start, imports, new ArrayDeque<>(), done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    return List.of();
  }

  private static List<String> circle(
      String name, Map<String, Set<String>> imports, Deque<String> path, Set<String> done) {
    if (path.contains(name)) {
      List<String> circle = new ArrayList<>(path);
      return circle.subList(circle.indexOf(name), circle.size());
    }
    if (done.contains(name)) {
      return List.of();
    }
    path.addLast(name);
    for (String imported : imports.getOrDefault(name, Set.of())) {
      List<String> circle = circle(imported, imports, path, done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    path.removeLast();
    done.add(name);
    return List.of();
  }

  @Test
  void no_file_is_longer_than_600_lines() {
    assertThat(SourceTree.all())
        .allSatisfy(
            source ->
                assertThat(source.text().lines().count())
                    .as(source.path().toString())
                    .isLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void every_package_says_what_it_is_and_that_nothing_in_it_is_null() {
    Set<String> packages =
        MAIN.stream()
            .map(Source::packageName)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> described =
        MAIN.stream()
            .filter(source -> source.name().equals("package-info.java"))
            .filter(source -> source.text().startsWith("/**"))
            .filter(source -> source.text().contains("@NullMarked"))
            .map(Source::packageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(packages);
  }
}
