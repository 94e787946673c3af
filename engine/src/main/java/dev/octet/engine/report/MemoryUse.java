package dev.octet.engine.report;

/**
 * The memory of a compiled model, in bytes.
 *
 * @param weights packed weights with their biases, which all sessions and input shapes share
 * @param constants other constants of the graph, which plans for further input shapes may need
 * @param session intermediate values of one session
 */
public record MemoryUse(long weights, long constants, long session) {
  /** What the model takes without its sessions. */
  public long model() {
    return weights + constants;
  }
}
