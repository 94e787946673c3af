package dev.octet.formats.lite;

import java.util.List;
import java.util.SortedSet;

/** A kind of processor that Paddle Lite 2.10 has kernels for. */
public enum LiteTarget {
  ARM,
  X86;

  /** The types of operators that have a kernel here. */
  public SortedSet<String> operatorTypes() {
    return LiteKernels.types(this);
  }

  /** The kernels, as {@code type/alias/target/precision/layout} with Paddle Lite's numbers. */
  public List<String> kernels() {
    return LiteKernels.all(this).map(LiteKernel::attribute).sorted().toList();
  }
}
