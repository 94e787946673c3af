package dev.octet.bench.start;

/** What {@link FirstRun} prints numbers of. */
enum Measured {
  FIRST_RUN,
  LOAD,
  COMPILE,
  PLAN,
  CPU,
  CHECKSUM,
  NEXT_RUN
}
