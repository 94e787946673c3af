package dev.octet.cli;

import java.util.Locale;

/** Numbers with their units, for people. */
final class Quantity {
  private Quantity() {}

  /** As {@code 512 B}, {@code 12.9 kB}, {@code 3.22 MB}: three digits, powers of 1000. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes / 1e3;
    String unit = "kB";
    if (value >= 999.5) {
      value /= 1e3;
      unit = "MB";
    }
    if (value >= 999.5) {
      value /= 1e3;
      unit = "GB";
    }
    return threeDigits(value) + " " + unit;
  }

  /** As {@code 845 us} or {@code 1.23 ms}. */
  static String micros(double micros) {
    return micros < 999.5 ? threeDigits(micros) + " us" : threeDigits(micros / 1e3) + " ms";
  }

  /** As {@code 88.68 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** As {@code 3.81x}. */
  static String factor(double factor) {
    return String.format(Locale.ROOT, "%.2fx", factor);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String threeDigits(double value) {
    String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
