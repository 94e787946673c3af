package dev.octet.formats.octet;

import java.lang.reflect.Method;

/**
 * What the current thread has allocated on the heap so far. By reflection: the module under test
 * does not read the management modules.
 */
final class AllocatedBytes {
  private final Object threads;
  private final Method count;

  AllocatedBytes() throws ReflectiveOperationException {
    Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
    threads = factory.getMethod("getThreadMXBean").invoke(null);
    count =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
  }

  long get() throws ReflectiveOperationException {
    return (long) count.invoke(threads);
  }
}
