package dev.octet.engine.plan.step;

/** How many elements of each type the intermediate values of a plan take at the same time. */
public record ArenaSize(int floats, int doubles, int bytes, int shorts, int ints, int longs) {
  /** The size in bytes. */
  public long totalBytes() {
    return 4L * floats + 8L * doubles + bytes + 2L * shorts + 4L * ints + 8L * longs;
  }
}
