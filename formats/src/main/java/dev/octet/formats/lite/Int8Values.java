package dev.octet.formats.lite;

import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.DenseProto;
import dev.octet.formats.paddle.proto.TensorProto;
import dev.octet.formats.paddle.proto.VariableProto;
import dev.octet.formats.paddle.proto.VariableTypeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Lets operators that compute on int8 read int8. Where all readers of such an operator's result
 * want the same integers its kernel gives them; else it gives real numbers, and {@code calib}
 * converts them.
 */
record Int8Values(LiteTarget target) implements ProgramPass {
  private static final int DENSE = 7;
  private static final int INT8 = 21;

  private record Conversion(String variable, float scale) {}

  static String dataSlot(Operation operation) {
    return operation.has("Input") ? "Input" : "X";
  }

  private static String outputSlot(Operation operation) {
    return operation.outputs().containsKey("Output") ? "Output" : "Out";
  }

  @Override
  public void apply(ProgramDraft draft) {
    Map<Conversion, String> conversions = new HashMap<>();
    for (Operation operation : draft.snapshot()) {
      if (operation.flag("enable_int8")) {
        String slot = outputSlot(operation);
        OptionalDouble scale = commonScale(draft, operation.output(slot));
        if (scale.isPresent()) {
          operation.set(slot + "0_scale", new float[] {(float) scale.getAsDouble()});
          draft
              .variables()
              .computeIfPresent(operation.output(slot), (_, variable) -> ofBytes(variable));
        }
        String kernel =
            LiteKernels.findInt8(operation.type(), target, scale.isPresent())
                .orElseThrow()
                .attribute();
        convert(draft, operation, conversions);
        operation.set(KernelChoice.ATTRIBUTE, kernel);
      }
    }
  }

  /** The scale of the integers that all readers want; empty where one wants something else. */
  private static OptionalDouble commonScale(ProgramDraft draft, String variable) {
    List<Operation> readers = draft.readers(variable);
    if (readers.isEmpty() || draft.writers(variable).size() != 1) {
      return OptionalDouble.empty();
    }
    float scale = scale(readers.getFirst());
    for (Operation reader : readers) {
      long times =
          reader.inputs().values().stream().flatMap(List::stream).filter(variable::equals).count();
      if (!reader.flag("enable_int8")
          || times != 1
          || !reader.input(dataSlot(reader)).equals(variable)
          || scale(reader) != scale) {
        return OptionalDouble.empty();
      }
    }
    return OptionalDouble.of(scale);
  }

  private static float scale(Operation operation) {
    AttributeProto scale = operation.attributes().get(dataSlot(operation) + "0_scale");
    return scale == null || scale.getFloatsCount() == 0 ? Float.NaN : scale.getFloats(0);
  }

  private static void convert(
      ProgramDraft draft, Operation operation, Map<Conversion, String> conversions) {
    String slot = dataSlot(operation);
    String variable = operation.input(slot);
    if (givesInt8(draft, variable)) {
      return;
    }
    boolean single = draft.writers(variable).size() <= 1;
    Conversion conversion = new Conversion(variable, scale(operation));
    String converted = single ? conversions.get(conversion) : null;
    if (converted == null) {
      converted = freshName(draft, variable + "/precision_trans");
      declare(draft, converted, variable);
      Operation calib = new Operation("calib");
      calib.setInput("Input", variable);
      calib.setOutput("Out", converted);
      calib.set("scale", conversion.scale());
      calib.set(
          KernelChoice.ATTRIBUTE,
          new LiteKernel("calib", "ARM", "Int8", "NCHW", "fp32_to_int8").attribute());
      draft.operations().add(draft.operations().indexOf(operation), calib);
      conversions.put(conversion, converted);
    }
    operation.setInput(slot, converted);
  }

  /** Whether the operator before, which has its kernel already, gives integers. */
  private static boolean givesInt8(ProgramDraft draft, String variable) {
    return draft.writers(variable).stream()
        .anyMatch(
            writer ->
                writer.flag("enable_int8")
                    && writer.attributes().containsKey(outputSlot(writer) + "0_scale")
                    && commonScale(draft, variable).isPresent());
  }

  private static String freshName(ProgramDraft draft, String name) {
    String unique = name;
    for (int i = 1; draft.variables().containsKey(unique); i++) {
      unique = name + i;
    }
    return unique;
  }

  private static VariableProto ofBytes(VariableProto variable) {
    var copy = variable.toBuilder();
    copy.getTypeBuilder().getDenseBuilder().getTensorBuilder().setType(INT8);
    return copy.build();
  }

  private static void declare(ProgramDraft draft, String name, String original) {
    VariableProto of = draft.variables().get(original);
    var tensor = TensorProto.newBuilder().setType(INT8);
    if (of != null) {
      tensor.addAllDims(of.getType().getDense().getTensor().getDimsList());
    }
    draft
        .variables()
        .put(
            name,
            VariableProto.newBuilder()
                .setName(name)
                .setType(
                    VariableTypeProto.newBuilder()
                        .setType(DENSE)
                        .setDense(DenseProto.newBuilder().setTensor(tensor)))
                .build());
  }
}
