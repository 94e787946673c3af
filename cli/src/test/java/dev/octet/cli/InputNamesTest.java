package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputNamesTest {
  private static final Input X = input("x");
  private static final Input Y = input("y");

  private static Input input(String name) {
    return new Input(new Value(name), DType.FLOAT32, Shape.of(1));
  }

  @Test
  void a_file_alone_is_for_the_only_input() {
    assertThat(InputNames.assign(List.of("a.npy"), List.of(X), "--input"))
        .containsExactly(Map.entry(X, Path.of("a.npy")));
  }

  @Test
  void a_path_with_an_equals_sign_is_a_path() {
    assertThat(InputNames.assign(List.of("lr=3/a.npy"), List.of(X), "--input"))
        .containsEntry(X, Path.of("lr=3/a.npy"));
  }

  @Test
  void named_files_come_in_the_order_of_the_inputs() {
    assertThat(InputNames.assign(List.of("y=b.npy", "x=a.npy"), List.of(X, Y), "--input"))
        .containsExactly(Map.entry(X, Path.of("a.npy")), Map.entry(Y, Path.of("b.npy")));
  }

  @Test
  void a_file_without_a_name_is_refused_where_there_are_several_inputs() {
    assertThatThrownBy(() -> InputNames.assign(List.of("a.npy"), List.of(X, Y), "--input"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--input a.npy: must be NAME=FILE, where NAME is one of x, y");
  }

  @Test
  void a_missing_input_is_named() {
    assertThatThrownBy(() -> InputNames.assign(List.of("x=a.npy"), List.of(X, Y), "--data"))
        .hasMessage("--data y=FILE is missing");
  }

  @Test
  void two_files_for_one_input_are_refused() {
    assertThatThrownBy(() -> InputNames.assign(List.of("a.npy", "b.npy"), List.of(X), "--data"))
        .hasMessage("--data b.npy: the input 'x' has a file already");
  }
}
