package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.provider.KernelProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each test run states which kernels it means to test; a run of others must not pass. */
@Tag("kernel")
class KernelSelectionTest {
  @Test
  void the_kernels_are_those_that_this_run_asks_for() {
    assertThat(KernelProvider.kernels().name())
        .as("of a run that names its kernels in octet.expectedKernels")
        .matches(System.getProperty("octet.expectedKernels", "not named"));
  }
}
