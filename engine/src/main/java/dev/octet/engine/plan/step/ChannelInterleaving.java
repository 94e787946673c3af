package dev.octet.engine.plan.step;

/** The three planes of an image in one pass to three channels a pixel, written in their order. */
final class ChannelInterleaving {
  private ChannelInterleaving() {}

  /**
   * @param fromPlane from a plane to the next
   */
  static void interleave(
      float[] from, int fromIndex, int fromPlane, float[] to, int toIndex, int pixels) {
    int second = fromIndex + fromPlane;
    int third = second + fromPlane;
    for (int i = 0; i < pixels; i++) {
      int at = toIndex + 3 * i;
      to[at] = from[fromIndex + i];
      to[at + 1] = from[second + i];
      to[at + 2] = from[third + i];
    }
  }

  /** The same for elements of one byte. */
  static void interleave(
      byte[] from, int fromIndex, int fromPlane, byte[] to, int toIndex, int pixels) {
    int second = fromIndex + fromPlane;
    int third = second + fromPlane;
    for (int i = 0; i < pixels; i++) {
      int at = toIndex + 3 * i;
      to[at] = from[fromIndex + i];
      to[at + 1] = from[second + i];
      to[at + 2] = from[third + i];
    }
  }
}
