package dev.octet.engine.plan;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What is made once a model and shared by the plans of all input shapes: packed weights, constants.
 */
public final class OnceCache {
  private final ConcurrentHashMap<String, Object> entries = new ConcurrentHashMap<>();

  <T> T get(String key, Class<T> type, Supplier<T> make) {
    return type.cast(entries.computeIfAbsent(key, _ -> make.get()));
  }
}
