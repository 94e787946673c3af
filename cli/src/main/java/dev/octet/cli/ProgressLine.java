package dev.octet.cli;

import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error where that is a terminal, else nothing. */
final class ProgressLine implements AutoCloseable {
  /** The width of the terminal behind standard error; 0 where there is none. The launcher knows. */
  static final String COLUMNS_PROPERTY = "octet.columns";

  private static final int FEWEST_COLUMNS = 40;
  private static final int UPDATE_MILLIS = 200;

  private final Optional<ProgressBar> bar;

  private ProgressLine(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static ProgressLine start(String task, long total) {
    int columns = Integer.getInteger(COLUMNS_PROPERTY, 0);
    if (columns < FEWEST_COLUMNS) {
      return new ProgressLine(Optional.empty());
    }
    return new ProgressLine(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                .build()));
  }

  void advanceTo(long done) {
    bar.ifPresent(line -> line.stepTo(done));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
