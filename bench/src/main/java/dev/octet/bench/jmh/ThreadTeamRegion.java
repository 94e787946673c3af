package dev.octet.bench.jmh;

import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.parallel.ThreadTeam;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to share work that is empty, when the last such work was a while ago. The gap is
 * not part of the time.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ThreadTeamRegion {
  private static final SharedWork<int[]> EMPTY = (_, _, _) -> {};

  @Param("2")
  public int threads;

  /** Microseconds that the caller works alone between two regions. */
  @Param({"0", "20", "200"})
  public int gap;

  private final int[] context = {};
  private @Nullable ThreadTeam team;

  @Setup
  public void open() {
    team = new ThreadTeam(threads);
  }

  @TearDown
  public void close() {
    Objects.requireNonNull(team).close();
  }

  @Setup(Level.Invocation)
  public void workAlone() {
    if (gap == 0) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(gap);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Benchmark
  public void run() {
    Objects.requireNonNull(team).run(EMPTY, context);
  }
}
