package dev.octet.engine.op;

/**
 * 2-D convolution. Inputs: x {@code [N,C,H,W]}, filter {@code [K,C/groups,kh,kw]}, then what the
 * epilogue asks for. Output {@code [N,K,OH,OW]}. A depthwise convolution has {@code groups == C}.
 *
 * @param groups how many groups of channels do not see each other; 1 or more
 */
public record Conv2d(Window window, int groups, Epilogue epilogue) implements Op {
  /** Without bias or activation. */
  public Conv2d(Window window, int groups) {
    this(window, groups, Epilogue.NONE);
  }
}
