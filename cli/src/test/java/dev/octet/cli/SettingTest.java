package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.house.SourceTree;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingTest {
  private static final Pattern PROPERTY = Pattern.compile("\"(octet\\.\\w+)\"");

  @Test
  void every_property_that_the_sources_read_is_listed() {
    Set<String> read =
        SourceTree.main().stream()
            .flatMap(source -> PROPERTY.matcher(source.text()).results())
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    Set<String> listed = Setting.all().stream().map(Setting::name).collect(Collectors.toSet());
    assertThat(read).contains("octet.kernels");
    assertThat(listed).isEqualTo(read);
  }
}
