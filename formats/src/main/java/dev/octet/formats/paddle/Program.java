package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.SlotProto;
import dev.octet.formats.paddle.proto.VariableProto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A decoded program: the operators of its main block and the variables of all blocks.
 *
 * @param variables by name; where blocks declare a name twice, the outermost counts
 * @param proto what it was decoded from
 * @param mainVariables those of the main block alone
 */
record Program(
    Path file,
    ProgramProto proto,
    long version,
    List<OperatorProto> operators,
    Map<String, Variable> variables,
    Map<String, Variable> mainVariables) {
  /** The order of variables in a combined parameter file: by the bytes of names. */
  static final Comparator<String> BY_UTF8 =
      Comparator.comparing(
          name -> name.getBytes(StandardCharsets.UTF_8), (a, b) -> Arrays.compareUnsigned(a, b));

  static Program of(Path file, ProgramProto proto) throws ModelFormatException {
    if (proto.getBlocksCount() == 0) {
      throw new ModelFormatException(
          file, "program", "holds no block of operators; this is not the program of a model");
    }
    Map<String, Variable> all = new LinkedHashMap<>();
    for (BlockProto block : proto.getBlocksList()) {
      declare(file, block, all);
    }
    forgetSharedShapes(proto.getBlocks(0), all);
    Map<String, Variable> main = new LinkedHashMap<>();
    declare(file, proto.getBlocks(0), main);
    return new Program(
        file,
        proto,
        proto.getVersion().getVersion(),
        proto.getBlocks(0).getOperatorsList(),
        all,
        main);
  }

  /**
   * Optimised programs let values of different shapes share a variable; its declaration then says
   * nothing.
   */
  private static void forgetSharedShapes(BlockProto block, Map<String, Variable> variables) {
    Set<String> given = new HashSet<>();
    for (OperatorProto operator : block.getOperatorsList()) {
      for (SlotProto slot : operator.getOutputsList()) {
        for (String name : slot.getVariablesList()) {
          if (!given.add(name)) {
            variables.computeIfPresent(
                name, (_, variable) -> variable.persistable() ? variable : variable.withoutShape());
          }
        }
      }
    }
  }

  private static void declare(Path file, BlockProto block, Map<String, Variable> variables)
      throws ModelFormatException {
    for (VariableProto variable : block.getVariablesList()) {
      if (variable.getName().isEmpty() || !variable.getNameBytes().isValidUtf8()) {
        throw new ModelFormatException(
            file, "variable '" + variable.getName() + "'", "has no name in valid UTF-8");
      }
      variables.putIfAbsent(variable.getName(), Variable.of(variable));
    }
  }

  /** The variables with data, in the order of a combined parameter file: by the bytes of names. */
  List<Variable> parameters() {
    return ordered(variables);
  }

  /** The same for the main block alone. */
  List<Variable> mainParameters() {
    return ordered(mainVariables);
  }

  private static List<Variable> ordered(Map<String, Variable> variables) {
    Map<String, Variable> sorted = new TreeMap<>(BY_UTF8);
    variables.forEach(
        (name, variable) -> {
          if (variable.hasData()) {
            sorted.put(name, variable);
          }
        });
    return new ArrayList<>(sorted.values());
  }
}
