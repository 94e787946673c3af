package dev.octet.cli;

import dev.octet.quant.RoundType;
import dev.octet.quant.StaticQuantizer;
import picocli.CommandLine.Option;

/** The rarer options of static quantization, with Paddle's names and defaults. */
final class StaticOptions {
  @Option(
      names = "--hist-percent",
      paramLabel = "SHARE",
      defaultValue = "0.99999",
      description = "The share of magnitudes that hist keeps (default: ${DEFAULT-VALUE}).")
  private double histPercent;

  @Option(
      names = "--onnx-format",
      description =
          "Let mse and emd look at negative numbers too, as Paddle does with onnx_format; else"
              + " they count as 0.")
  private boolean onnxFormat;

  @Option(
      names = "--bias-correction",
      description = "Correct weights for what rounding does to their mean and spread.")
  private boolean biasCorrection;

  @Option(
      names = "--full-quantize",
      description = "Round the inputs of operators without weights too (is_full_quantize).")
  private boolean fullQuantize;

  @Option(
      names = "--optimize-model",
      description = "Fold batch normalisation into the weights first.")
  private boolean optimizeModel;

  @Option(
      names = "--round-type",
      paramLabel = "NAME",
      defaultValue = "round",
      description = "How weights become integers: round (default: ${DEFAULT-VALUE}).")
  private String roundType = "round";

  @Option(
      names = "--activation-bits",
      paramLabel = "N",
      defaultValue = "8",
      description = "Bits of activations: 8 (default: ${DEFAULT-VALUE}).")
  private int activationBits;

  /**
   * @throws IllegalArgumentException for values that are refused
   */
  void applyTo(StaticQuantizer.Builder builder) {
    builder
        .histPercent(histPercent)
        .onnxFormat(onnxFormat)
        .biasCorrection(biasCorrection)
        .fullQuantize(fullQuantize)
        .optimizeModel(optimizeModel)
        .roundType(RoundType.of(roundType))
        .bits(8, activationBits);
  }
}
