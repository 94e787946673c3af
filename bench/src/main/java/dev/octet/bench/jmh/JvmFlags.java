package dev.octet.bench.jmh;

/** What the benchmarks start their virtual machines with, as the launcher does. */
final class JvmFlags {
  static final String ADD_MODULES = "--add-modules";
  static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** Arrays begin where lines of the cache do. */
  static final String ALIGNMENT = "-XX:ObjectAlignmentInBytes=64";

  /** C2 leaves no boxes in kernels because methods of the Vector API were compiled anew often. */
  static final String RECOMPILATIONS = "-XX:PerMethodRecompilationCutoff=10000";

  private JvmFlags() {}
}
