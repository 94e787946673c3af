package dev.octet.cli;

import dev.octet.formats.lite.LiteQuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags of Paddle Lite's opt, spelled as there. */
final class OptFlags {
  /** The kinds of output. */
  enum OutType {
    NAIVE_BUFFER,
    PROTOBUF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  // The model.

  @Option(names = "--model_dir", description = "The folder of the model.")
  Optional<Path> modelDir = Optional.empty();

  @Option(names = "--model_filename", description = "The program there, if its name is unusual.")
  Optional<String> modelFilename = Optional.empty();

  @Option(names = "--param_filename", description = "The parameters there.")
  Optional<String> paramFilename = Optional.empty();

  @Option(names = "--model_file", description = "The program; counts only with --param_file.")
  Optional<Path> modelFile = Optional.empty();

  @Option(names = "--param_file", description = "The parameters; both count before --model_dir.")
  Optional<Path> paramFile = Optional.empty();

  // What is made of it.

  @Option(names = "--optimize_out", description = "The file, without .nb, or folder to write.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--optimize_out_type",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  OutType outType = OutType.NAIVE_BUFFER;

  @Option(
      names = "--valid_targets",
      description = "arm or x86; of several, the first counts (default: ${DEFAULT-VALUE}).")
  String validTargets = "arm";

  @Option(names = "--quant_model", arity = "1", description = "Store weights as integers.")
  boolean quantModel;

  @Option(
      names = "--quant_type",
      description = "Which: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  LiteQuantType quantType = LiteQuantType.QUANT_INT16;

  // Only show something.

  @Option(names = "--print_model_ops", arity = "1", description = "Show the model's operators.")
  boolean modelOps;

  @Option(
      names = "--print_supported_ops",
      arity = "1",
      description = "Show the operators that have kernels for --valid_targets.")
  boolean supportedOps;

  @Option(names = "--print_all_ops", arity = "1", description = "Show all operators.")
  boolean allOps;

  @Option(names = "--print_all_ops_in_md_format", arity = "1", description = "As Markdown.")
  boolean allOpsAsMarkdown;

  @Option(names = "--display_kernels", arity = "1", description = "Show all kernels.")
  boolean kernels;

  @Option(names = "--optimized_nb_model_path", description = "Draw this .nb file.")
  Optional<Path> nbModel = Optional.empty();

  @Option(
      names = "--visualization_file_output_path",
      description = "Where to: main_block.dot is added to it.")
  Optional<String> drawing = Optional.empty();

  // Of no effect.

  @Option(names = "--enable_fp16", arity = "1", description = "Of no effect.")
  private boolean fp16;

  @Option(names = "--sparse_model", arity = "1", description = "Of no effect.")
  private boolean sparse;

  @Option(names = "--sparse_threshold", description = "Of no effect.")
  private float sparseThreshold = 0.6f;

  @Option(names = "--record_tailoring_info", arity = "1", description = "Of no effect.")
  private boolean tailoring;

  @Option(
      names = {"--model_set_dir", "--model_set"},
      description = "Refused: models are optimized one by one.")
  Optional<Path> modelSet = Optional.empty();

  boolean showsOperators() {
    return supportedOps || allOps || allOpsAsMarkdown;
  }

  /** What is said of flags that have no effect. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (tailoring) {
      remarks.add("--record_tailoring_info: without effect, no library is tailored");
    }
    if (fp16) {
      remarks.add("--enable_fp16: without effect, kernels compute in float32");
    }
    if (sparse) {
      remarks.add(
          "--sparse_model: without effect, weights stay dense (threshold " + sparseThreshold + ")");
    }
    if (modelFile.isPresent() != paramFile.isPresent()) {
      remarks.add("--model_file and --param_file: without effect unless both are given");
    }
    if (modelFile.isPresent() && paramFile.isPresent() && modelDir.isPresent()) {
      remarks.add("--model_dir: without effect beside --model_file and --param_file");
    }
    return remarks;
  }
}
