package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.TensorProto;
import dev.octet.formats.paddle.proto.VariableProto;
import dev.octet.formats.paddle.proto.VariableTypeProto;
import dev.octet.formats.paddle.proto.VersionProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program of one block in the making, with the data of its parameters. Knows the wire format and
 * nothing of operators. Feed operators come first, fetch operators last, whenever they are added.
 */
final class ProgramBuilder {
  static final String FEED_LIST = "feed";
  static final String FETCH_LIST = "fetch";
  private static final int FEED_KIND = 9;
  private static final int FETCH_KIND = 10;

  /** The version of Paddle whose forms of operators are written. */
  static final long VERSION = 2_006_002;

  private final Map<String, VariableProto> variables = new TreeMap<>();
  private final SortedMap<String, Tensor> parameters = new TreeMap<>(Program.BY_UTF8);
  private final List<OperatorProto.Builder> feeds = new ArrayList<>();
  private final List<OperatorProto.Builder> operators = new ArrayList<>();
  private final List<OperatorProto.Builder> fetches = new ArrayList<>();
  private final Set<String> taken = new HashSet<>(List.of(FEED_LIST, FETCH_LIST));
  private final Map<String, Integer> suffixes = new HashMap<>();

  boolean declares(String variable) {
    return variables.containsKey(variable);
  }

  /** Keeps names from those that {@link #newVariable} makes up. */
  void reserve(Collection<String> names) {
    taken.addAll(names);
  }

  /**
   * Declares a variable that a run computes, in place of an earlier declaration.
   *
   * @param dims -1 where a dimension is not known
   */
  void declare(String name, ElementType type, List<Long> dims) {
    put(variable(name, dense(type, dims)));
  }

  /** Declares a variable that a run is given, in the next column. */
  void input(String name, ElementType type, List<Long> dims) {
    put(variable(name, dense(type, dims)).setCheckFeed(true));
    added(feeds, "feed").in("X", FEED_LIST).out("Out", name).integer("col", feeds.size() - 1);
  }

  /** Makes a variable the output of the next column. */
  void output(String name) {
    added(fetches, "fetch").in("X", name).out("Out", FETCH_LIST).integer("col", fetches.size() - 1);
  }

  /** Declares a variable with data of the type that these have. */
  void parameter(String name, Tensor data) {
    parameter(name, data, ElementType.of(data.dtype()));
  }

  /**
   * Declares a variable with data.
   *
   * @param declared the type in the program, which quantized weights leave as it was for floats
   */
  void parameter(String name, Tensor data, ElementType declared) {
    List<Long> dims = new ArrayList<>();
    for (int dim : data.shape().toArray()) {
      dims.add((long) dim);
    }
    put(variable(name, dense(declared, dims)).setPersistable(true));
    parameters.put(name, data);
  }

  /** How many operators there are beside those that feed and fetch. */
  int size() {
    return operators.size();
  }

  /** The operators from {@code first} on, to be added to. */
  List<OperatorProto.Builder> since(int first) {
    return Collections.unmodifiableList(operators.subList(first, operators.size()));
  }

  /** Adds an operator behind those that are there. */
  OperatorBuilder operator(String type) {
    return added(operators, type);
  }

  /** A name that no variable has: {@code name}, or if it is taken that with a number behind it. */
  String newVariable(String name) {
    String unique = name;
    while (!taken.add(unique)) {
      unique = name + "/" + suffixes.merge(name, 1, Integer::sum);
    }
    return unique;
  }

  /** What was built, with the lists that Paddle feeds and fetches through. */
  WrittenModel build() {
    BlockProto.Builder block =
        BlockProto.newBuilder().setIndex(0).setParent(-1).setForwardBlock(-1);
    block.addAllVariables(variables.values());
    block.addVariables(variable(FEED_LIST, kind(FEED_KIND)).setPersistable(true));
    block.addVariables(variable(FETCH_LIST, kind(FETCH_KIND)).setPersistable(true));
    feeds.forEach(block::addOperators);
    operators.forEach(block::addOperators);
    fetches.forEach(block::addOperators);
    ProgramProto program =
        ProgramProto.newBuilder()
            .addBlocks(block)
            .setVersion(VersionProto.newBuilder().setVersion(VERSION))
            .setOperatorVersions(OperatorVersions.of(block.getOperatorsList()))
            .build();
    return new WrittenModel(program, parameters);
  }

  private void put(VariableProto.Builder variable) {
    taken.add(variable.getName());
    variables.put(variable.getName(), variable.build());
  }

  private static OperatorBuilder added(List<OperatorProto.Builder> operators, String type) {
    OperatorProto.Builder proto = OperatorProto.newBuilder().setType(type);
    operators.add(proto);
    return new OperatorBuilder(proto);
  }

  private static VariableProto.Builder variable(String name, VariableTypeProto.Builder type) {
    return VariableProto.newBuilder().setName(name).setType(type).setPersistable(false);
  }

  private static VariableTypeProto.Builder kind(int kind) {
    return VariableTypeProto.newBuilder().setType(kind);
  }

  private static VariableTypeProto.Builder dense(ElementType type, List<Long> dims) {
    VariableTypeProto.Builder dense = kind(Variable.DENSE);
    dense
        .getDenseBuilder()
        .setLodLevel(0)
        .setTensor(TensorProto.newBuilder().setType(type.number()).addAllDims(dims));
    return dense;
  }
}
