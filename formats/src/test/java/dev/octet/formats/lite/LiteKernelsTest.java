package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.formats.lite.LiteKernel.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteKernelsTest {
  @ParameterizedTest
  @CsvSource({
    "conv2d, ARM, FLOAT, conv2d/def/4/1/1",
    "conv2d, X86, FLOAT, conv2d/def/2/1/1",
    "transpose2, ARM, FLOAT, transpose2/def/4/4/1",
    "reshape2, X86, INT64, reshape2/def/1/4/2",
    "hard_swish, X86, FLOAT, hard_swish/def/1/1/1",
    "slice, ARM, FLOAT, slice/def/4/1/1",
    "slice, ARM, INT32, slice/int32_slice/4/1/1",
    "slice, X86, INT64, slice/int64/2/1/1",
    "gather, X86, INT32, gather/int32int32/2/1/1",
    "arg_max, ARM, FLOAT, arg_max/fp32/4/4/1",
    "scale, ARM, INT32, scale/def/4/3/1"
  })
  void the_kernel_of_the_elements_is_named(
      String type, LiteTarget target, Elements elements, String kernel) {
    assertThat(LiteKernels.find(type, target, elements))
        .map(LiteKernel::attribute)
        .contains(kernel);
  }

  @ParameterizedTest
  @CsvSource({"matmul_v2, X86, FLOAT", "pool2d, ARM, INT64", "fake_quantize_abs_max, ARM, FLOAT"})
  void what_has_no_kernel_is_not_named(String type, LiteTarget target, Elements elements) {
    assertThat(LiteKernels.find(type, target, elements)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "conv2d, true, conv2d/int8_out/4/2/1",
    "conv2d, false, conv2d/fp32_out/4/2/1",
    "fc, true, fc/int8out/4/2/1",
    "fc, false, fc/fp32out/4/2/1"
  })
  void int8_kernels_give_int8_or_real_numbers(String type, boolean givesInt8, String kernel) {
    assertThat(LiteKernels.findInt8(type, LiteTarget.ARM, givesInt8))
        .map(LiteKernel::attribute)
        .contains(kernel);
  }

  @Test
  void x86_has_no_int8_kernels() {
    assertThat(LiteTarget.X86.operatorTypes())
        .isNotEmpty()
        .noneMatch(type -> LiteKernels.findInt8(type, LiteTarget.X86, false).isPresent());
  }
}
