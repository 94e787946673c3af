package dev.octet.cli;

import dev.octet.quant.Progress;
import java.util.Optional;

/** Shows a calibration as one progress bar a phase. */
final class CalibrationProgress implements Progress, AutoCloseable {
  private Optional<Phase> current = Optional.empty();
  private Optional<ProgressLine> line = Optional.empty();

  @Override
  public void advanced(Phase phase, long done, long total) {
    if (current.filter(phase::equals).isEmpty()) {
      close();
      current = Optional.of(phase);
      line = Optional.of(ProgressLine.start(task(phase), total));
    }
    line.ifPresent(shown -> shown.advanceTo(done));
  }

  private static String task(Phase phase) {
    return switch (phase) {
      case RANGES -> "ranges";
      case HISTOGRAMS -> "histograms";
      case SEARCHES -> "searches";
      case THRESHOLDS -> "thresholds";
    };
  }

  @Override
  public void close() {
    line.ifPresent(ProgressLine::close);
    line = Optional.empty();
  }
}
