package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.provider.KernelProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs a virtual machine of its own, started without the module of the vectors. */
@Tag("fallback")
class KernelFallbackTest {
  @Test
  void without_the_vector_module_one_warning_names_the_flag_and_scalar_kernels_run() {
    Logger logger = Logger.getLogger("dev.octet.engine");
    Records records = new Records();
    logger.addHandler(records);
    String name;
    try {
      name = KernelProvider.kernels().name();
      KernelProvider.kernels();
    } finally {
      logger.removeHandler(records);
    }

    assertThat(name).isEqualTo("scalar");
    assertThat(records.all)
        .singleElement()
        .satisfies(r -> assertThat(r.getLevel()).isEqualTo(Level.WARNING))
        .satisfies(r -> assertThat(r.getMessage()).contains("--add-modules jdk.incubator.vector"));
  }

  private static final class Records extends Handler {
    private final List<LogRecord> all = new ArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      all.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
