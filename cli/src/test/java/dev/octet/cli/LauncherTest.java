package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.octet.house.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a checkout of its own, with JDKs that print what they are asked for and a Maven
 * that only notes that it was called.
 */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "sed",
          "dirname",
          "readlink",
          "find",
          "head",
          "mkdir",
          "ln",
          "rm",
          "mv",
          "cat",
          "cmp",
          "cp",
          "sleep",
          "grep");
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      echo "java of $0"
      for argument in "$@"; do
        echo "[$argument]"
        case $argument in
          -XX:AOTCacheOutput=*)
            echo x >>"$0.trained"
            [ -n "${FAKE_NO_CACHE:-}" ] || echo classes >"${argument#*=}"
            ;;
        esac
      done
      exit ${FAKE_EXIT:-0}
      """;
  private static final String FAKE_MAVEN =
      """
      #!/bin/sh
      sleep 1
      echo "JAVA_HOME=$JAVA_HOME $*" >>"$MAVEN_CALLS"
      echo "[ERROR] nothing can be built" >&2
      exit ${FAKE_MAVEN_EXIT:-0}
      """;
  private static final long PATIENCE_SECONDS = 60;

  /** With a blank, as the folders of people have. */
  @TempDir(factory = FolderWithBlank.class)
  private Path folder;

  private Path checkout;
  private Path tools;
  private Path noJdks;
  private Path mavenCalls;

  static final class FolderWithBlank implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      return Files.createTempDirectory("a launcher ");
    }
  }

  private record Launch(int code, String out, String err) {}

  @BeforeEach
  void set_up_a_built_checkout() throws IOException {
    checkout = Files.createDirectories(folder.resolve("check out"));
    Files.copy(
        SourceTree.ROOT.resolve("octet"),
        checkout.resolve("octet"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(checkout.resolve("pom.xml"));
    for (String module : List.of("engine", "quant", "formats", "cli")) {
      Files.createDirectories(checkout.resolve(module + "/src/main"));
      Files.createFile(checkout.resolve(module + "/pom.xml"));
    }
    Files.createDirectories(checkout.resolve("cli/target"));
    Files.createFile(checkout.resolve("cli/target/launcher.built"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
    }
    mavenCalls = folder.resolve("maven-calls");
    Files.createFile(mavenCalls);
    script(tools.resolve("mvn"), FAKE_MAVEN);
    noJdks = Files.createDirectories(folder.resolve("no jdks"));
  }

  private static Path find(String tool) {
    for (String place : List.of("/bin", "/usr/bin")) {
      Path file = Path.of(place, tool);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new AssertionError("no " + tool);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), FAKE_JAVA);
    script(home.resolve("bin/javac"), FAKE_JAVA);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Process start(Path script, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().put("OCTET_JDKS", noJdks.toString());
    builder.environment().put("MAVEN_CALLS", mavenCalls.toString());
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    return builder.start();
  }

  private static Launch end(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes());
    String err = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Launch(process.exitValue(), out, err);
  }

  private Launch octet(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    return end(start(checkout.resolve("octet"), environment, args));
  }

  private static Map<String, String> home(Path jdk) {
    return Map.of("JAVA_HOME", jdk.toString());
  }

  private void makeStale() throws IOException {
    Files.delete(checkout.resolve("cli/target/launcher.built"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.1", "26-ea", "30"})
  void the_jdk_of_JAVA_HOME_is_taken_where_it_is_new_enough(String version) throws Exception {
    Path jdk = jdk("my jdk", version);
    Launch launch = octet(home(jdk));
    assertThat(launch.err).isEmpty();
    assertThat(launch.code).isZero();
    assertThat(launch.out).startsWith("java of " + jdk.resolve("bin/java"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "1.8.0_292", "24", "odd"})
  void a_jdk_that_is_too_old_is_passed_over_for_one_in_the_folder_of_jdks(String version)
      throws Exception {
    Path old = jdk("old", version);
    Path fitting = jdk("jdks/b-25", "25.0.3");
    jdk("jdks/a-21", "21.0.2");
    Launch launch =
        octet(Map.of("JAVA_HOME", old.toString(), "OCTET_JDKS", folder.resolve("jdks").toString()));
    assertThat(launch.out).startsWith("java of " + fitting.resolve("bin/java"));
  }

  @Test
  void a_runtime_without_a_compiler_is_passed_over() throws Exception {
    Path jre = jdk("jre", "25");
    Files.delete(jre.resolve("bin/javac"));
    assertThat(octet(home(jre)).code).isEqualTo(1);
  }

  @Test
  void the_jdk_behind_a_link_on_the_path_is_found() throws Exception {
    Path jdk = jdk("real", "25");
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    assertThat(octet(Map.of()).out).startsWith("java of " + jdk.resolve("bin/java"));
  }

  @Test
  void a_shim_on_the_path_is_asked_for_its_jdk() throws Exception {
    Path jdk = jdk("real", "25");
    script(tools.resolve("java"), "#!/bin/sh\necho '    java.home = " + jdk + "' >&2\n");
    assertThat(octet(Map.of()).out).startsWith("java of " + jdk.resolve("bin/java"));
  }

  @Test
  void without_a_jdk_it_says_what_to_install() throws Exception {
    Launch launch = octet(Map.of());
    assertThat(launch.code).isEqualTo(1);
    assertThat(launch.out).isEmpty();
    assertThat(launch.err).startsWith("octet: no JDK 25 or newer").contains("adoptium.net");
  }

  @Test
  void arguments_and_exit_code_pass_through() throws Exception {
    Path jdk = jdk("jdk", "25");
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk.toString(), "FAKE_EXIT", "7", "OCTET_JAVA_OPTS", "-Xmx1g -Da=b");
    Launch launch = octet(environment, "run", "a b", "--x=*", "");
    assertThat(launch.code).isEqualTo(7);
    assertThat(launch.out)
        .endsWith("[dev.octet.cli.Main]\n[run]\n[a b]\n[--x=*]\n[]\n")
        .contains("[--add-modules]\n[jdk.incubator.vector]\n", "[-Xmx1g]\n[-Da=b]\n")
        .contains("[-Doctet.testdata=" + checkout.toRealPath().resolve("testdata") + "]")
        .contains("[-Doctet.columns=0]");
  }

  @Test
  void it_can_be_started_through_links() throws Exception {
    Path jdk = jdk("jdk", "25");
    Path link = Files.createSymbolicLink(tools.resolve("octet"), Path.of("../check out/octet"));
    Path second = Files.createSymbolicLink(folder.resolve("o"), link);
    Launch launch = end(start(second, home(jdk)));
    assertThat(launch.err).isEmpty();
    assertThat(launch.out).contains(checkout.toRealPath() + "/cli/target/*");
  }

  @Test
  void a_current_build_is_not_built_again() throws Exception {
    octet(home(jdk("jdk", "25")));
    assertThat(mavenCalls).isEmptyFile();
  }

  @Test
  void the_first_start_builds_with_the_jdk_found_and_says_so_in_one_line() throws Exception {
    makeStale();
    Path jdk = jdk("jdk", "25");
    Launch launch = octet(home(jdk));
    assertThat(launch.code).isZero();
    assertThat(launch.err).isEqualTo("octet: building (output in cli/target/launcher.log)\n");
    assertThat(mavenCalls).content().startsWith("JAVA_HOME=" + jdk + " ").contains("-pl cli -am");
    octet(home(jdk));
    assertThat(Files.readAllLines(mavenCalls)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "engine/src/main", "cli/pom.xml", "formats/src/main/X.java"})
  void a_newer_source_is_built(String source) throws Exception {
    Path file = checkout.resolve(source);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Path built = checkout.resolve("cli/target/launcher.built");
    Instant past = Instant.now().minusSeconds(100);
    for (Path other : List.of(file.getParent(), file)) {
      Files.setLastModifiedTime(other, FileTime.from(past.plusSeconds(50)));
    }
    Files.setLastModifiedTime(built, FileTime.from(past));
    octet(home(jdk("jdk", "25")));
    assertThat(Files.readAllLines(mavenCalls)).hasSize(1);
  }

  @Test
  void two_starts_at_once_build_once() throws Exception {
    makeStale();
    Path jdk = jdk("jdk", "25");
    Process first = start(checkout.resolve("octet"), home(jdk));
    Process second = start(checkout.resolve("octet"), home(jdk));
    assertThat(end(first).code).isZero();
    assertThat(end(second).code).isZero();
    assertThat(Files.readAllLines(mavenCalls)).hasSize(1);
    assertThat(checkout.resolve("cli/target/launcher.lock")).doesNotExist();
  }

  @Test
  void a_lock_whose_holder_has_died_is_taken_over() throws Exception {
    makeStale();
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = checkout.resolve("cli/target/launcher.lock");
    Files.createSymbolicLink(lock, Path.of(String.valueOf(dead.pid())));
    assertThat(octet(home(jdk("jdk", "25"))).code).isZero();
    assertThat(Files.readAllLines(mavenCalls)).hasSize(1);
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @Test
  void a_failed_build_shows_its_errors_and_is_tried_again() throws Exception {
    makeStale();
    Path jdk = jdk("jdk", "25");
    Map<String, String> failing = Map.of("JAVA_HOME", jdk.toString(), "FAKE_MAVEN_EXIT", "1");
    Launch launch = octet(failing);
    assertThat(launch.code).isEqualTo(1);
    assertThat(launch.out).isEmpty();
    assertThat(launch.err)
        .contains("[ERROR] nothing can be built")
        .contains("octet: the build failed; all of its output is in " + checkout.toRealPath());
    octet(failing);
    assertThat(Files.readAllLines(mavenCalls)).hasSize(2);
    assertThat(Files.isSymbolicLink(checkout.resolve("cli/target/launcher.lock"))).isFalse();
  }

  private String cacheFlag() throws IOException {
    return "[-XX:AOTCache=" + checkout.toRealPath().resolve("cli/target/launcher.aot") + "]\n";
  }

  private static List<String> trainings(Path jdk) throws IOException {
    Path calls = jdk.resolve("bin/java.trained");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  @Test
  void the_first_start_makes_the_cache_of_classes_and_all_starts_use_it() throws Exception {
    Path jdk = jdk("jdk", "25");
    for (int i = 0; i < 2; i++) {
      Launch launch = octet(home(jdk));
      assertThat(launch.err).isEmpty();
      assertThat(launch.out).contains(cacheFlag()).doesNotContain("AOTCacheOutput");
    }
    assertThat(trainings(jdk)).hasSize(1);
    assertThat(checkout.resolve("cli/target/launcher.lock")).doesNotExist();
  }

  @Test
  void two_first_starts_at_once_make_one_cache() throws Exception {
    Path jdk = jdk("jdk", "25");
    Process first = start(checkout.resolve("octet"), home(jdk));
    Process second = start(checkout.resolve("octet"), home(jdk));
    assertThat(end(first).out).contains(cacheFlag());
    assertThat(end(second).out).contains(cacheFlag());
    assertThat(trainings(jdk)).hasSize(1);
  }

  @Test
  void a_newer_jar_needs_a_new_cache() throws Exception {
    Path jdk = jdk("jdk", "25");
    octet(home(jdk));
    Path jar = Files.createFile(checkout.resolve("cli/target/octet-cli.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    octet(home(jdk));
    assertThat(trainings(jdk)).hasSize(2);
  }

  @Test
  void another_jdk_needs_a_new_cache() throws Exception {
    Path jdk = jdk("jdk", "25.0.3");
    Path other = jdk("other", "25.0.4");
    octet(home(jdk));
    assertThat(octet(home(other)).out).contains(cacheFlag());
    assertThat(trainings(other)).hasSize(1);
  }

  @Test
  void a_jdk_that_writes_no_cache_starts_without_and_is_not_asked_again() throws Exception {
    Path jdk = jdk("jdk", "25");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString(), "FAKE_NO_CACHE", "yes");
    for (int i = 0; i < 2; i++) {
      Launch launch = octet(environment);
      assertThat(launch.code).isZero();
      assertThat(launch.out).doesNotContain("AOT");
    }
    assertThat(trainings(jdk)).hasSize(1);
  }

  @Test
  void the_cache_can_be_switched_off() throws Exception {
    Path jdk = jdk("jdk", "25");
    Launch launch = octet(Map.of("JAVA_HOME", jdk.toString(), "OCTET_AOT", "off"));
    assertThat(launch.out).doesNotContain("AOT");
    assertThat(trainings(jdk)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OCTET_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
  void flags_that_contradict_a_cache_win(String variable) throws Exception {
    Path jdk = jdk("jdk", "25");
    Launch launch = octet(Map.of("JAVA_HOME", jdk.toString(), variable, "-Xshare:off"));
    assertThat(launch.out).doesNotContain("AOT");
    assertThat(trainings(jdk)).isEmpty();
  }

  @Test
  void a_checkout_that_cannot_be_written_starts_without_a_cache() throws Exception {
    Path jdk = jdk("jdk", "25");
    Path target = checkout.resolve("cli/target");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeThat(Files.isWritable(target)).as("root can write anywhere").isFalse();
      Launch launch = octet(home(jdk));
      assertThat(launch.code).isZero();
      assertThat(launch.err).isEmpty();
      assertThat(launch.out).doesNotContain("AOT");
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void without_maven_it_says_what_to_install() throws Exception {
    makeStale();
    Files.delete(tools.resolve("mvn"));
    Launch launch = octet(home(jdk("jdk", "25")));
    assertThat(launch.code).isEqualTo(1);
    assertThat(launch.err).contains("'mvn' is not on the PATH").contains("apt install maven");
  }
}
