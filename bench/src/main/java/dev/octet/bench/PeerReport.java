package dev.octet.bench;

import static dev.octet.bench.Variant.OCTET_FP32;
import static dev.octet.bench.Variant.OCTET_INT8;
import static dev.octet.bench.Variant.ORT_FP32;
import static dev.octet.bench.Variant.ORT_INT8_S8S8;
import static dev.octet.bench.Variant.ORT_INT8_U8S8;

import dev.octet.bench.measure.Agreement;
import dev.octet.cli.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a comparison with peers showed. */
record PeerReport(Machine machine, int threads, int rounds, List<PeerResult> results)
    implements Report {
  /** How many times as fast {@code fast} is as {@code slow}. */
  private record Ratio(Variant fast, Variant slow) {
    String title() {
      return slow.title() + " / " + fast.title();
    }
  }

  private static final List<Ratio> RATIOS =
      List.of(
          new Ratio(OCTET_FP32, ORT_FP32),
          new Ratio(OCTET_INT8, ORT_INT8_U8S8),
          new Ratio(OCTET_INT8, ORT_INT8_S8S8),
          new Ratio(OCTET_INT8, ORT_FP32),
          new Ratio(OCTET_INT8, OCTET_FP32));

  @Override
  public boolean isSound() {
    return results.stream()
        .allMatch(result -> result.times().keySet().stream().allMatch(result::isSound));
  }

  @Override
  public void print(PrintWriter out) {
    machine.print(out);
    out.printf(
        "%d rounds, %d thread%s, one image a run%n", rounds, threads, threads == 1 ? "" : "s");
    out.println();
    out.println("milliseconds an image, least / median");
    times().print(out);
    out.println();
    out.println("times as fast, by the least times; above 1 the second is faster");
    ratios().print(out);
    out.println();
    out.println("outputs against Octet fp32: largest relative error, or same top 1 and cosine");
    agreements().print(out);
  }

  private TextTable times() {
    var table = new TextTable();
    table.row(cells("model", Variant.values(), Variant::title));
    for (PeerResult result : results) {
      table.row(
          cells(
              result.model(),
              Variant.values(),
              variant ->
                  format(result.min(variant))
                      + " / "
                      + format(result.times().get(variant).median())));
    }
    return table;
  }

  private TextTable ratios() {
    var table = new TextTable();
    Ratio[] ratios = RATIOS.toArray(Ratio[]::new);
    table.row(cells("model", ratios, Ratio::title));
    for (PeerResult result : results) {
      table.row(
          cells(
              result.model(), ratios, ratio -> ratio(result.speedup(ratio.fast(), ratio.slow()))));
    }
    List<PeerResult> large =
        results.stream().filter(result -> !result.model().startsWith("testdata/")).toList();
    if (large.size() > 1) {
      table.row(
          cells("geometric mean, 224x224", ratios, ratio -> ratio(geometricMean(large, ratio))));
    }
    if (results.size() > Math.max(1, large.size())) {
      table.row(
          cells("geometric mean, all", ratios, ratio -> ratio(geometricMean(results, ratio))));
    }
    return table;
  }

  private static double geometricMean(List<PeerResult> results, Ratio ratio) {
    return Math.exp(
        results.stream()
            .mapToDouble(result -> Math.log(result.speedup(ratio.fast(), ratio.slow())))
            .average()
            .orElse(Double.NaN));
  }

  private TextTable agreements() {
    var table = new TextTable();
    table.row(cells("model", Variant.values(), Variant::title));
    for (PeerResult result : results) {
      table.row(
          cells(
              result.model(),
              Variant.values(),
              variant -> {
                Agreement agreement = result.agreements().get(variant);
                String text =
                    variant.isQuantized()
                        ? "%d/%d, %.4f"
                            .formatted(agreement.sameTop(), agreement.outputs(), agreement.cosine())
                        : "%.0e".formatted(agreement.relativeError());
                return result.isSound(variant) ? text : text + " WRONG";
              }));
    }
    return table;
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String format(double milliseconds) {
    return String.format(Locale.ROOT, milliseconds < 1 ? "%.4f" : "%.2f", milliseconds);
  }

  private static <T> Object[] cells(
      String first, T[] items, java.util.function.Function<T, String> text) {
    List<Object> cells = new ArrayList<>();
    cells.add(first);
    for (T item : items) {
      cells.add(text.apply(item));
    }
    return cells.toArray();
  }
}
