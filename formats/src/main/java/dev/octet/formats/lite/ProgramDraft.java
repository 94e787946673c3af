package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleProgram;
import dev.octet.formats.paddle.proto.BlockProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import dev.octet.formats.paddle.proto.VariableProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program of one block and its parameters while passes rewrite them. */
final class ProgramDraft {
  private final PaddleProgram source;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, VariableProto> variables = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors;

  ProgramDraft(PaddleProgram source) throws ModelFormatException {
    this.source = source;
    if (source.proto().getBlocksCount() != 1) {
      throw new ModelFormatException(
          source.file(), "program", "has control flow, which is not supported");
    }
    BlockProto block = source.proto().getBlocks(0);
    for (OperatorProto operator : block.getOperatorsList()) {
      operations.add(Operation.of(operator));
    }
    for (VariableProto variable : block.getVariablesList()) {
      variables.put(variable.getName(), variable);
    }
    tensors = new HashMap<>(source.parameters());
  }

  Path file() {
    return source.file();
  }

  List<Operation> operations() {
    return operations;
  }

  /** The operators as they are now, for passes that change the list on the way. */
  List<Operation> snapshot() {
    return List.copyOf(operations);
  }

  Map<String, VariableProto> variables() {
    return variables;
  }

  /** A declaration of the same type under another name. */
  VariableProto declarationLike(String variable, String name) {
    VariableProto declared = variables.get(variable);
    return (declared == null ? VariableProto.newBuilder() : declared.toBuilder())
        .setName(name)
        .setPersistable(false)
        .build();
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** A parameter that only one operator reads. */
  Optional<Tensor> own(String variable) {
    Tensor tensor = tensors.get(variable);
    return tensor != null && readers(variable).size() == 1 ? Optional.of(tensor) : Optional.empty();
  }

  List<Operation> readers(String variable) {
    return operations.stream()
        .filter(o -> o.inputs().values().stream().anyMatch(names -> names.contains(variable)))
        .toList();
  }

  List<Operation> writers(String variable) {
    return operations.stream()
        .filter(o -> o.outputs().values().stream().anyMatch(names -> names.contains(variable)))
        .toList();
  }

  /**
   * The operator that alone reads a value that is written once, if it reads it once and its own
   * output is written once too. Such an operator can be taken into the one that gives the value.
   */
  Optional<Operation> follower(String variable, String outputSlot) {
    if (variable.isEmpty() || tensors.containsKey(variable) || writers(variable).size() != 1) {
      return Optional.empty();
    }
    List<Operation> readers = readers(variable);
    if (readers.size() != 1) {
      return Optional.empty();
    }
    Operation reader = readers.getFirst();
    long times =
        reader.inputs().values().stream().flatMap(List::stream).filter(variable::equals).count();
    String output = reader.output(outputSlot);
    return times == 1 && !output.isEmpty() && writers(output).size() == 1
        ? readers.stream().findFirst()
        : Optional.empty();
  }

  /** The program as it is now, with the variables that its operators use. */
  PaddleProgram toProgram() throws ModelFormatException {
    Map<String, VariableProto> used = new LinkedHashMap<>();
    BlockProto.Builder block = BlockProto.newBuilder().setIndex(0).setParent(0).setForwardBlock(0);
    for (Operation operation : operations) {
      block.addOperators(operation.toProto());
      operation.inputs().values().forEach(names -> names.forEach(name -> use(name, used)));
      operation.outputs().values().forEach(names -> names.forEach(name -> use(name, used)));
    }
    block.addAllVariables(used.values());
    Map<String, Tensor> kept = new HashMap<>(tensors);
    kept.keySet().retainAll(used.keySet());
    ProgramProto proto =
        ProgramProto.newBuilder().addBlocks(block).setVersion(source.proto().getVersion()).build();
    long bytes = kept.values().stream().mapToLong(Tensor::byteSize).sum();
    return PaddleProgram.of(file(), proto, kept, bytes);
  }

  private void use(String name, Map<String, VariableProto> used) {
    VariableProto variable = variables.get(name);
    if (variable != null) {
      used.putIfAbsent(name, variable.toBuilder().clearCheckFeed().build());
    }
  }
}
