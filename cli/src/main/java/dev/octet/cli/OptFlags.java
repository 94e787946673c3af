package dev.octet.cli;

import dev.octet.formats.lite.LiteQuantType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The flags of Paddle Lite's opt, spelled as there. */
final class OptFlags {
  /** Devices that Paddle Lite has kernels for beside arm and x86. */
  static final Set<String> DEVICES =
      Set.of(
          "opencl",
          "x86_opencl",
          "metal",
          "xpu",
          "bm",
          "mlu",
          "npu",
          "apu",
          "intel_fpga",
          "huawei_ascend_npu",
          "imagination_nna",
          "rockchip_npu",
          "mediatek_apu",
          "huawei_kirin_npu",
          "amlogic_npu");

  /** The kinds of output. */
  enum OutType {
    NAIVE_BUFFER,
    PROTOBUF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(names = "--model_dir", paramLabel = "DIR", description = "The folder of the model.")
  Optional<Path> modelDir = Optional.empty();

  @Option(
      names = "--model_filename",
      paramLabel = "NAME",
      description = "The program in --model_dir, where its name is unusual.")
  Optional<String> modelFilename = Optional.empty();

  @Option(
      names = "--param_filename",
      paramLabel = "NAME",
      description = "The parameters in --model_dir.")
  Optional<String> paramFilename = Optional.empty();

  @Option(
      names = "--model_file",
      paramLabel = "FILE",
      description = "The program; with --param_file it counts before --model_dir.")
  Optional<Path> modelFile = Optional.empty();

  @Option(names = "--param_file", paramLabel = "FILE", description = "The parameters.")
  Optional<Path> paramFile = Optional.empty();

  @Option(
      names = "--optimize_out",
      paramLabel = "PATH",
      description = "What to write: a file, to which .nb is added, or a folder for protobuf.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--optimize_out_type",
      paramLabel = "TYPE",
      defaultValue = "naive_buffer",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  OutType outType = OutType.NAIVE_BUFFER;

  @Option(
      names = "--valid_targets",
      paramLabel = "NAMES",
      defaultValue = "arm",
      description = "arm or x86; of several, the first counts (default: ${DEFAULT-VALUE}).")
  String validTargets = "arm";

  @Option(
      names = "--quant_model",
      arity = "1",
      paramLabel = "BOOL",
      defaultValue = "false",
      description = "Store weights as integers (default: ${DEFAULT-VALUE}).")
  boolean quantModel;

  @Option(
      names = "--quant_type",
      paramLabel = "TYPE",
      defaultValue = "QUANT_INT16",
      description = "Which: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  LiteQuantType quantType = LiteQuantType.QUANT_INT16;

  @Option(
      names = "--print_model_ops",
      arity = "1",
      paramLabel = "BOOL",
      description = "Only show the operators of the model, and which are not supported.")
  boolean printModelOps;

  @Option(
      names = {"--print_supported_ops", "--print_all_ops", "--print_all_ops_in_md_format"},
      arity = "1",
      paramLabel = "BOOL",
      description = "Only show all operators that are supported.")
  private boolean printOps;

  @Option(
      names = "--display_kernels",
      arity = "1",
      paramLabel = "BOOL",
      description = "The same: each operator has one kernel a target.")
  private boolean displayKernels;

  @Option(
      names = "--optimized_nb_model_path",
      paramLabel = "FILE",
      description = "Only draw this .nb file.")
  Optional<Path> nbModel = Optional.empty();

  @Option(
      names = "--visualization_file_output_path",
      paramLabel = "PATH",
      description = "Where to: main_block.dot is added to it.")
  Optional<String> drawing = Optional.empty();

  @Option(
      names = {"--model_set_dir", "--model_set"},
      paramLabel = "DIR",
      description = "Refused: models are optimized one by one.")
  Optional<Path> modelSet = Optional.empty();

  @Option(
      names = "--record_tailoring_info",
      arity = "1",
      paramLabel = "BOOL",
      description = "Without effect: there is no library to build with fewer kernels.")
  private boolean recordTailoring;

  @Option(
      names = "--enable_fp16",
      arity = "1",
      paramLabel = "BOOL",
      description = "Without effect: kernels compute in float32.")
  private boolean fp16;

  @Option(
      names = "--sparse_model",
      arity = "1",
      paramLabel = "BOOL",
      description = "Without effect: weights stay dense.")
  private boolean sparse;

  @Option(
      names = "--sparse_threshold",
      paramLabel = "SHARE",
      defaultValue = "0.6",
      description = "Belongs to --sparse_model.")
  private float sparseThreshold;

  boolean listsOperators() {
    return printOps || displayKernels;
  }

  boolean draws() {
    return nbModel.isPresent() && drawing.isPresent();
  }

  /** What is said of flags that are accepted without effect. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (recordTailoring) {
      remarks.add("--record_tailoring_info: without effect, no library is tailored");
    }
    if (fp16) {
      remarks.add("--enable_fp16: without effect, kernels compute in float32");
    }
    if (sparse) {
      remarks.add(
          "--sparse_model: without effect, weights stay dense (threshold " + sparseThreshold + ")");
    }
    return remarks;
  }
}
