package dev.octet.cli;

import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.kernel.provider.TuningFile;
import dev.octet.engine.run.CompiledModel;
import java.util.List;

/**
 * A system property that Octet reads.
 *
 * @param name starts with {@code octet.}
 * @param value empty if it is not set
 */
record Setting(String name, String value, String meaning) {
  /** Where {@code demo} finds models and images. */
  static final String TESTDATA = "octet.testdata";

  /** All that are read, with their values in this run. */
  static List<Setting> all() {
    return List.of(
        of(
            KernelProvider.KERNELS_PROPERTY,
            "scalar or vector: forces a set of kernels (default: vector where the module"
                + " jdk.incubator.vector is present)"),
        of(
            KernelProvider.VECTOR_BITS_PROPERTY,
            "128, 256 or 512: forces a vector width (default: the preferred one of this machine)"),
        of(
            KernelProvider.FLOAT_PROPERTY,
            "direct: sums float32 convolutions in one chain each, without Winograd's algorithm"
                + " (default: the faster way, by shape)"),
        of(
            TuningFile.PROPERTY,
            "off, or the file with the speeds that 'octet doctor' has measured (default:"
                + " octet/tuning.properties in XDG_CACHE_HOME or ~/.cache)"),
        of(
            CompiledModel.THREADS_PROPERTY,
            "the threads of a session that is not told how many (default: 1)"),
        of(TESTDATA, "the folder with the models and images of 'octet demo'; the launcher sets it"),
        of(
            ProgressLine.COLUMNS_PROPERTY,
            "width of the terminal for progress bars, 0 for none; the launcher sets it"));
  }

  private static Setting of(String name, String meaning) {
    return new Setting(name, System.getProperty(name, ""), meaning);
  }
}
