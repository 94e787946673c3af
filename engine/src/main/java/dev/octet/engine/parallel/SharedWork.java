package dev.octet.engine.parallel;

/**
 * Work that several threads share. Each worker does its part, found from its number alone, so that
 * the result does not depend on which thread runs when.
 *
 * @param <T> what the work is done on
 */
@FunctionalInterface
public interface SharedWork<T> {
  /**
   * Does the part of one worker.
   *
   * @param worker 0 to {@code workers - 1}
   */
  void run(T context, int worker, int workers);
}
