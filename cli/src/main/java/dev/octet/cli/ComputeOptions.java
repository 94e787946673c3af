package dev.octet.cli;

import dev.octet.engine.run.CompileOptions;
import picocli.CommandLine.Option;

/** How operators with int8 weights and float inputs compute. */
final class ComputeOptions {
  @Option(
      names = "--dynamic",
      description =
          "Compute on int8 where weights alone are int8: each run quantizes the inputs of these"
              + " operators by their own range (default: such weights are dequantized when the"
              + " model is loaded).")
  private boolean dynamic;

  CompileOptions options() {
    return CompileOptions.DEFAULT.withDynamicInt8(dynamic);
  }
}
