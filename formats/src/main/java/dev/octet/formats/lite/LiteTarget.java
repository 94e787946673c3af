package dev.octet.formats.lite;

/** A kind of processor that Paddle Lite chooses kernels for, with its number in their names. */
public enum LiteTarget {
  ARM(4),
  X86(2);

  private final int number;

  LiteTarget(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
