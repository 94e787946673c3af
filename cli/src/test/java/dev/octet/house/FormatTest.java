package dev.octet.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import dev.octet.house.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All sources are formatted by google-java-format. */
class FormatTest {
  private static final Formatter FORMATTER = new Formatter();

  @Test
  void all_sources_are_formatted() throws IOException, FormatterException {
    boolean writes = System.getProperty("octet.format", "").equals("write");
    List<Path> others = new ArrayList<>();
    for (Source source : SourceTree.all()) {
      String formatted = format(source.text());
      if (!formatted.equals(source.text())) {
        others.add(source.path());
        if (writes) {
          Files.writeString(SourceTree.ROOT.resolve(source.path()), formatted);
        }
      }
    }
    if (!writes) {
      assertThat(others)
          .as(
              "sources that are not formatted; this formats them: mvn -q -pl cli -am test"
                  + " -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false"
                  + " -Doctet.format=write")
          .isEmpty();
    }
  }

  private static String format(String text) throws FormatterException {
    String formatted = FORMATTER.formatSource(text);
    formatted = RemoveUnusedImports.removeUnusedImports(formatted);
    formatted = ImportOrderer.reorderImports(formatted, Style.GOOGLE);
    return StringWrapper.wrap(formatted, FORMATTER);
  }
}
