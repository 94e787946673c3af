package dev.octet.engine.plan.step;

/**
 * Patches that are copied out of the image one by one.
 *
 * @param depth channels that a patch takes of each pixel
 */
record GatheredPatches(PatchGrid grid, int depth) implements Patches {
  @Override
  public int elementsPerPatch() {
    return grid.taps() * depth;
  }
}
