package dev.octet.cli;

import dev.octet.formats.lite.LiteTarget;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.formats.paddle.PaddleModelInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which operators Paddle Lite has kernels for, and which Octet runs. */
final class OptOperators {
  private OptOperators() {}

  static OptResult all(boolean markdown) {
    SortedSet<String> types = new TreeSet<>(PaddleModel.operatorTypes());
    for (LiteTarget target : LiteTarget.values()) {
      types.addAll(target.operatorTypes());
    }
    return new OptResult.Operators(rows(types), markdown);
  }

  static OptResult supported(List<LiteTarget> targets) {
    SortedSet<String> types = new TreeSet<>();
    for (LiteTarget target : targets) {
      types.addAll(target.operatorTypes());
    }
    return new OptResult.Operators(rows(types), false);
  }

  static OptResult kernels(List<LiteTarget> targets) {
    return new OptResult.Kernels(
        targets.stream().flatMap(target -> target.kernels().stream()).toList());
  }

  /** The operators of a model. */
  static OptResult of(PaddleModelInfo model, List<LiteTarget> targets) {
    Map<String, Integer> operators = model.operators();
    LiteTarget target = targets.getFirst();
    SortedSet<String> unsupported = new TreeSet<>(operators.keySet());
    unsupported.removeAll(target.operatorTypes());
    return new OptResult.ModelOperators(
        rows(operators.keySet()), Map.copyOf(operators), OptTargets.name(target), unsupported);
  }

  private static List<OptResult.Support> rows(Set<String> types) {
    Set<String> own = PaddleModel.operatorTypes();
    return new TreeSet<>(types)
        .stream()
            .map(
                type ->
                    new OptResult.Support(
                        type,
                        Arrays.stream(LiteTarget.values())
                            .filter(target -> target.operatorTypes().contains(type))
                            .map(OptTargets::name)
                            .toList(),
                        own.contains(type) || type.equals("feed") || type.equals("fetch")))
            .toList();
  }
}
