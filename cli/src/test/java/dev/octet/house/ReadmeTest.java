package dev.octet.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows works as it stands there. */
class ReadmeTest {
  private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");
  private static final List<String> FLAGS = List.of("--add-modules", "jdk.incubator.vector");

  @TempDir private Path folder;

  @BeforeEach
  void link_the_test_data() throws IOException {
    Files.createSymbolicLink(
        folder.resolve("testdata"), Path.of(System.getProperty("octet.testdata")));
  }

  /** The first block of code of a language. */
  private static String block(String language) throws IOException {
    Matcher matcher =
        Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(SourceTree.ROOT.resolve("README.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private String run(String tool, Path input, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
    command.addAll(FLAGS);
    command.add("--class-path");
    command.add(System.getProperty("java.class.path"));
    command.addAll(arguments);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = process.waitFor();
    String text = Files.readString(output);
    assertThat(code).as(text).isZero();
    return text;
  }

  @Test
  void the_example_of_the_library_runs() throws Exception {
    Path source = Files.writeString(folder.resolve("Example.java"), block("java"));
    Path nothing = Files.createFile(folder.resolve("nothing"));
    assertThat(run("java", nothing, List.of(source.toString())))
        .contains("float32[16,10]")
        .contains("int8 gemm");
    assertThat(folder.resolve("lenet-int8.octet")).isRegularFile();
  }

  @Test
  void the_lines_for_jshell_run() throws Exception {
    Path lines = Files.writeString(folder.resolve("lines"), block("jshell") + "/exit\n");
    String preferences = "-J-Djava.util.prefs.userRoot=" + folder.toString() + File.separator;
    assertThat(run("jshell", lines, List.of(preferences)))
        .contains("scores ==> float32[16,10]")
        .contains("f32 gemm")
        .doesNotContain("Error:");
  }
}
