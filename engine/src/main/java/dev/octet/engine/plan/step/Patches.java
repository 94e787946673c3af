package dev.octet.engine.plan.step;

/** How the rows of a product are taken from an image. */
sealed interface Patches permits DirectPatches, GatheredPatches {

  /**
   * @param depth channels that a patch takes of each pixel
   */
  static Patches of(PatchGrid grid, int depth) {
    return DirectPatches.of(grid, depth)
        .<Patches>map(direct -> direct)
        .orElseGet(() -> new GatheredPatches(grid, depth));
  }

  /** Elements of scratch memory that a patch needs; those that several share count once. */
  int elementsPerPatch();
}
