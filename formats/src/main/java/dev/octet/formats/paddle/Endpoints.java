package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The inputs and outputs of a program, in the order of the {@code col} attributes of its feed and
 * fetch operators; these stand in any order.
 */
record Endpoints(List<Endpoint> inputs, List<Endpoint> outputs) {
  static final String FEED = "feed";
  static final String FETCH = "fetch";

  /** A variable that is fed or fetched, and the operator that says so. */
  record Endpoint(OperatorPlace place, int column, String variable) {}

  static Endpoints of(Program program) throws ModelFormatException {
    List<Endpoint> inputs = new ArrayList<>();
    List<Endpoint> outputs = new ArrayList<>();
    for (int i = 0; i < program.operators().size(); i++) {
      OperatorProto operator = program.operators().get(i);
      var place = new OperatorPlace(program.file(), i, operator.getType());
      switch (operator.getType()) {
        case FEED -> inputs.add(endpoint(place, operator, "Out", operator.getOutputsList()));
        case FETCH -> outputs.add(endpoint(place, operator, "X", operator.getInputsList()));
        default -> {}
      }
    }
    if (outputs.isEmpty()) {
      throw new ModelFormatException(
          program.file(), "program", "has no fetch operator, and so no output");
    }
    requireDistinct(inputs);
    return new Endpoints(sorted(inputs), sorted(outputs));
  }

  private static Endpoint endpoint(
      OperatorPlace place, OperatorProto operator, String slot, List<SlotProto> slots)
      throws ModelFormatException {
    int column = new Attributes(place, operator).integer("col", 0);
    for (SlotProto candidate : slots) {
      if (candidate.getParameter().equals(slot) && candidate.getVariablesCount() == 1) {
        return new Endpoint(place, column, candidate.getVariables(0));
      }
    }
    throw place.error("names no variable in " + slot);
  }

  private static void requireDistinct(List<Endpoint> inputs) throws ModelFormatException {
    Set<String> seen = new HashSet<>();
    for (Endpoint input : inputs) {
      if (!seen.add(input.variable())) {
        throw input.place().error("feeds '" + input.variable() + "' a second time");
      }
    }
  }

  private static List<Endpoint> sorted(List<Endpoint> endpoints) {
    return endpoints.stream().sorted(Comparator.comparingInt(Endpoint::column)).toList();
  }

  /** For the index of each fetch operator in the program, which output it gives. */
  Map<Integer, Integer> outputPositions() {
    Map<Integer, Integer> positions = new HashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      positions.put(outputs.get(i).place().index(), i);
    }
    return positions;
  }
}
