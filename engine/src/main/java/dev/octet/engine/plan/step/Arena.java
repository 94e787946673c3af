package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.parallel.ThreadTeam;
import dev.octet.engine.tensor.DType;

/**
 * The memory of one session: an array for each element type, and scratch memory for each thread of
 * the team that runs it.
 */
public final class Arena {
  /** Some twenty microseconds of work, several times what sharing a step costs. */
  private static final long LEAST_SHARED_WORK = 1_000_000;

  private final ThreadTeam team;
  private final Workspace[] workspaces;
  private float[] floats = {};
  private double[] doubles = {};
  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private long[] longs = {};

  /** An arena for one thread. */
  public Arena() {
    this(new ThreadTeam(1));
  }

  /**
   * @param team whose threads share the larger steps of a run
   */
  public Arena(ThreadTeam team) {
    this.team = team;
    this.workspaces = new Workspace[team.size()];
    for (int i = 0; i < workspaces.length; i++) {
      workspaces[i] = new Workspace();
    }
  }

  /** Scratch memory of the thread that runs the steps. */
  public Workspace workspace() {
    return workspaces[0];
  }

  /** Scratch memory of one worker of the team. */
  Workspace workspace(int worker) {
    return workspaces[worker];
  }

  /**
   * Does {@code work} on this arena, by the whole team where it is large enough to be worth it.
   *
   * @param multiplyAdds how many products the work sums, or how many take as long
   */
  void share(SharedWork<Arena> work, long multiplyAdds) {
    if (multiplyAdds < LEAST_SHARED_WORK) {
      work.run(this, 0, 1);
    } else {
      team.run(work, this);
    }
  }

  /** The array that holds values of {@code dtype}. */
  public Object array(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> floats;
      case FLOAT64 -> doubles;
      case INT8, UINT8, BOOL -> bytes;
      case INT16 -> shorts;
      case INT32 -> ints;
      case INT64 -> longs;
    };
  }

  /** Grows the arrays to what a plan needs; contents are lost. */
  public void reserve(ArenaSize size) {
    if (floats.length < size.floats()) {
      floats = new float[size.floats()];
    }
    if (doubles.length < size.doubles()) {
      doubles = new double[size.doubles()];
    }
    if (bytes.length < size.bytes()) {
      bytes = new byte[size.bytes()];
    }
    if (shorts.length < size.shorts()) {
      shorts = new short[size.shorts()];
    }
    if (ints.length < size.ints()) {
      ints = new int[size.ints()];
    }
    if (longs.length < size.longs()) {
      longs = new long[size.longs()];
    }
  }
}
