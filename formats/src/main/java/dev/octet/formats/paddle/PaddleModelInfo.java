package dev.octet.formats.paddle;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Paddle model is, without a look at whether its operators are supported.
 *
 * @param program the program file
 * @param version the number in the program, {@code major·1000000 + minor·1000 + patch}; 0 for
 *     development builds and where it is missing
 * @param inputs names of the fed variables
 * @param outputs names of the fetched variables
 * @param operators how often each operator of the main block occurs, in Paddle's words
 * @param parameters how many variables have data in the parameter files
 * @param parameterBytes how many bytes these data take there
 */
public record PaddleModelInfo(
    Path program,
    PaddleLayout layout,
    long version,
    List<String> inputs,
    List<String> outputs,
    SortedMap<String, Integer> operators,
    int parameters,
    long parameterBytes,
    PaddleEncoding encoding) {
  public PaddleModelInfo {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operators = Collections.unmodifiableSortedMap(new TreeMap<>(operators));
  }

  /** The version as {@code 2.6.2}, or {@code unknown}. */
  public String versionText() {
    return version <= 0
        ? "unknown"
        : version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
  }
}
