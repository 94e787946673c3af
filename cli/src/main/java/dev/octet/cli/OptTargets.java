package dev.octet.cli;

import dev.octet.formats.lite.LiteTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The value of {@code --valid_targets}.
 *
 * @param known in their order, without repetition
 * @param others devices that Paddle Lite has kernels for and Octet does not know
 */
record OptTargets(List<LiteTarget> known, List<String> others) {
  private static final Set<String> DEVICES =
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

  /**
   * @throws IllegalArgumentException if a name is none of a target, or none is known
   */
  static OptTargets of(String text) {
    List<LiteTarget> known = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : text.split("[,\\s]+")) {
      switch (name) {
        case "arm" -> known.add(LiteTarget.ARM);
        case "x86" -> known.add(LiteTarget.X86);
        case String _ when DEVICES.contains(name) -> others.add(name);
        default ->
            throw new IllegalArgumentException(
                ("Wrong target '%s' found, please check the command flag 'valid_targets':"
                        + " arm and x86 are known")
                    .formatted(name));
      }
    }
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "--valid_targets=%s: at least one of arm and x86 should be set".formatted(text));
    }
    return new OptTargets(known.stream().distinct().toList(), List.copyOf(others));
  }

  static String name(LiteTarget target) {
    return target.name().toLowerCase(Locale.ROOT);
  }
}
