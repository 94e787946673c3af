package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.metric.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How two models differ on the same data. Their outputs are compared as the models run; values
 * inside, which both have under the same name, are compared in a second compilation that gives them
 * as outputs, so that the first is not kept from fusing operators.
 */
final class Comparison {
  private final LoadedModel a;
  private final LoadedModel b;
  private final Map<String, Difference> outputs = new LinkedHashMap<>();
  private final Map<String, Difference> inner = new LinkedHashMap<>();

  Comparison(LoadedModel a, LoadedModel b) {
    if (a.graph().outputs().size() != b.graph().outputs().size()) {
      throw new CommandException(
          "models that cannot be compared",
          b.name(),
          "it has %d outputs, and %s has %d"
              .formatted(b.graph().outputs().size(), a.name(), a.graph().outputs().size()));
    }
    this.a = a;
    this.b = b;
  }

  /** Compares on all data, a batch at a time. */
  void run(InputData data, int batchSize) throws IOException {
    List<Value> common = commonValues();
    LoadedModel innerA = new LoadedModel(a.name(), a.graph().withOutputs(common));
    LoadedModel innerB = new LoadedModel(b.name(), b.graph().withOutputs(common));
    try (Session runA = a.compile().newSession();
        Session runB = b.compile().newSession();
        Session runInnerA = innerA.compile().newSession();
        Session runInnerB = innerB.compile().newSession();
        var progress = ProgressLine.start("comparing", data.size())) {
      int step = data.batchSize(batchSize);
      for (int from = 0; from < data.size(); from += step) {
        int to = Math.min(from + step, data.size());
        Map<String, Tensor> inputs = data.batch(from, to);
        compareOutputs(runA.run(inputs), runB.run(rename(inputs)));
        if (!common.isEmpty()) {
          compareInner(runInnerA.run(inputs), runInnerB.run(rename(inputs)));
        }
        progress.advanceTo(to);
      }
    } catch (GraphException e) {
      throw new CommandException("a failed run", a.name() + " and " + b.name(), e);
    }
  }

  /** The values that nodes of both graphs give, in the order of the first. */
  private List<Value> commonValues() {
    Set<Value> common = computed(a.graph());
    common.retainAll(computed(b.graph()));
    return List.copyOf(common);
  }

  private static Set<Value> computed(Graph graph) {
    Set<Value> values = new LinkedHashSet<>();
    graph.nodes().stream().map(Node::outputs).forEach(values::addAll);
    return values;
  }

  /** The inputs under the names that the second model has for them, by position. */
  private Map<String, Tensor> rename(Map<String, Tensor> inputs) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    var names = b.graph().inputs().iterator();
    for (var input : a.graph().inputs()) {
      renamed.put(names.next().name(), inputs.get(input.name()));
    }
    return renamed;
  }

  private void compareOutputs(Map<String, Tensor> ofA, Map<String, Tensor> ofB) {
    var values = ofB.values().iterator();
    ofA.forEach((name, tensor) -> add(outputs, name, tensor, values.next()));
  }

  private void compareInner(Map<String, Tensor> ofA, Map<String, Tensor> ofB) {
    ofA.forEach((name, tensor) -> add(inner, name, tensor, ofB.get(name)));
  }

  private void add(Map<String, Difference> all, String name, Tensor expected, Tensor actual) {
    try {
      all.computeIfAbsent(name, _ -> new Difference()).add(expected, actual);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          "models that cannot be compared", "%s, value '%s'".formatted(b.name(), name), e);
    }
  }

  /** The differences of the outputs, by the names in the first model. */
  List<Row> outputs() {
    return rows(outputs);
  }

  /** The differences of the values that both models name alike, in the order of the first. */
  List<Row> inner() {
    return rows(inner);
  }

  private static List<Row> rows(Map<String, Difference> differences) {
    List<Row> rows = new ArrayList<>();
    differences.forEach(
        (name, difference) ->
            rows.add(
                new Row(
                    name,
                    difference.max(),
                    difference.mean(),
                    difference.sqnr(),
                    difference.cosine())));
    return rows;
  }

  /**
   * How a value differs.
   *
   * @param max the largest absolute difference
   * @param mean the mean absolute difference
   * @param sqnr signal to noise in dB
   */
  record Row(String value, double max, double mean, double sqnr, double cosine) {}
}
