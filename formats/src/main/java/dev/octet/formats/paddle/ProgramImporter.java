package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Walks the operators of a program and builds the graph. */
final class ProgramImporter {
  private static final int FLOAT64 = 6;

  /** The types of attributes that hold one or several blocks of operators. */
  private static final Set<Integer> BLOCK_TYPES = Set.of(8, 10);

  private final Program program;
  private final GraphDraft draft;
  private final Scope scope;
  private final FrozenLayers layers;
  private final ThresholdLayers thresholds;

  /** Operators that an earlier one stands for in the graph. */
  private final Set<Integer> merged = new HashSet<>();

  private ProgramImporter(Program program, Parameters parameters) throws ModelFormatException {
    this.program = program;
    Set<String> names = new HashSet<>(program.variables().keySet());
    for (OperatorProto operator : program.operators()) {
      operator.getInputsList().forEach(slot -> names.addAll(slot.getVariablesList()));
      operator.getOutputsList().forEach(slot -> names.addAll(slot.getVariablesList()));
    }
    this.draft = new GraphDraft(names);
    var weights = WeightOnlyQuantization.of(program, parameters.tensors());
    this.scope = new Scope(program.variables(), weights.tensors(), weights.integers(), draft);
    this.layers = FrozenLayers.of(program.operators());
    this.thresholds = ThresholdLayers.of(program);
  }

  static Graph graph(Program program, Parameters parameters) throws ModelFormatException {
    return new ProgramImporter(program, parameters).graph();
  }

  private Graph graph() throws ModelFormatException {
    Endpoints endpoints = Endpoints.of(program);
    for (Endpoints.Endpoint input : endpoints.inputs()) {
      feed(input);
    }
    Map<Integer, Integer> positions = endpoints.outputPositions();
    Value[] outputs = new Value[endpoints.outputs().size()];
    for (int i = 0; i < program.operators().size(); i++) {
      OperatorProto operator = program.operators().get(i);
      switch (operator.getType()) {
        case Endpoints.FEED -> {}
        case Endpoints.FETCH -> {
          int position = positions.get(i);
          outputs[position] = fetched(endpoints.outputs().get(position));
        }
        default -> map(i, operator);
      }
    }
    try {
      return draft.finish(List.of(outputs));
    } catch (GraphException e) {
      throw new ModelFormatException(program.file(), "program", e.getMessage(), e);
    }
  }

  private void map(int index, OperatorProto operator) throws ModelFormatException {
    if (merged.contains(index)) {
      return;
    }
    OperatorPlace place = place(index);
    OperatorMapping mapping =
        OperatorMappings.of(operator.getType())
            .orElseThrow(() -> place.error(unsupported(operator)));
    try {
      mapping.map(new Operator(place, rewritten(index, operator), scope));
    } catch (IllegalArgumentException | ArithmeticException | IllegalStateException e) {
      // The records of operators and parameters guard their own ranges.
      throw place.error(String.valueOf(e.getMessage()), e);
    }
  }

  private OperatorPlace place(int index) {
    return new OperatorPlace(program.file(), index, program.operators().get(index).getType());
  }

  private OperatorProto rewritten(int index, OperatorProto operator) throws ModelFormatException {
    OptionalInt dequantization = layers.dequantization(index);
    var linear = new Operator(place(index), operator, scope);
    if (dequantization.isEmpty()) {
      return thresholds.rewrite(index, linear, scope).orElse(operator);
    }
    int last = dequantization.getAsInt();
    Optional<OperatorProto> layer =
        FrozenLayer.rewrite(
            operator,
            linear,
            new Operator(place(last), program.operators().get(last), scope),
            scope);
    layer.ifPresent(_ -> merged.add(last));
    return layer.orElse(operator);
  }

  private static String unsupported(OperatorProto proto) {
    boolean controlFlow =
        proto.getAttributesList().stream()
            .anyMatch(attribute -> BLOCK_TYPES.contains(attribute.getType()));
    return controlFlow
        ? "control flow is not supported"
        : "operators of this type are not supported";
  }

  private void feed(Endpoints.Endpoint input) throws ModelFormatException {
    Variable variable = program.mainVariables().get(input.variable());
    if (variable == null) {
      throw input.place().error("feeds '" + input.variable() + "', which is not declared");
    }
    if (variable.kind() != Variable.DENSE || variable.lodLevel() > 0) {
      throw input
          .place()
          .error(
              "feeds '%s', which is no dense tensor or has sequence levels (LoD)"
                  .formatted(variable.name()));
    }
    int[] dims = new int[variable.dims().size()];
    for (int i = 0; i < dims.length; i++) {
      long dim = variable.dims().get(i);
      if (dim < Shape.UNKNOWN || dim > Integer.MAX_VALUE) {
        throw input
            .place()
            .error("feeds '%s' of shape %s".formatted(variable.name(), variable.dims()));
      }
      dims[i] = (int) dim;
    }
    scope.bind(variable.name(), feed(input, variable, Shape.of(dims)));
  }

  private Value feed(Endpoints.Endpoint input, Variable variable, Shape shape)
      throws ModelFormatException {
    DType dtype =
        ElementType.of(variable.elementType())
            .orElseThrow(
                () ->
                    input
                        .place()
                        .error(
                            "feeds '%s' of the unknown element type %d"
                                .formatted(variable.name(), variable.elementType())))
            .dtype();
    if (variable.elementType() != FLOAT64) {
      return draft.input(variable.name(), dtype, shape);
    }
    Value value = draft.input(variable.name(), DType.FLOAT64, shape);
    String name = draft.newVariable(variable.name());
    return draft.add("Cast", new Cast(dtype), List.of(value), List.of(name)).getFirst();
  }

  private Value fetched(Endpoints.Endpoint output) throws ModelFormatException {
    return scope
        .value(output.variable())
        .orElseThrow(
            () ->
                output
                    .place()
                    .error("fetches '" + output.variable() + "', which nothing before it gives"));
  }
}
