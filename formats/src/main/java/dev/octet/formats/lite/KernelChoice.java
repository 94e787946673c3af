package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.DenseProto;
import dev.octet.formats.paddle.proto.TensorProto;
import dev.octet.formats.paddle.proto.VariableProto;
import dev.octet.formats.paddle.proto.VariableTypeProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names the kernel of each operator, as {@code type/alias/target/precision/layout} with Paddle
 * Lite's numbers, and puts the conversion to int8 before operators that compute on it.
 */
record KernelChoice(LiteTarget target) implements ProgramPass {
  static final String ATTRIBUTE = "__@kernel_type_attr@__";
  private static final int DENSE = 7;
  private static final int INT8 = 21;

  /** Kernels that do not compute and run on any processor, whatever the elements. */
  private static final Set<String> ANY_ELEMENTS =
      Set.of(
          "reshape",
          "reshape2",
          "flatten",
          "flatten2",
          "flatten_contiguous_range",
          "squeeze",
          "squeeze2",
          "unsqueeze",
          "unsqueeze2",
          "shape",
          "feed",
          "fetch",
          "fill_constant",
          "assign_value");

  /** Numbers of element types in {@code fetch}: those of Paddle by those of Paddle Lite. */
  private static final Map<Integer, Integer> PRECISIONS =
      Map.of(5, 1, 21, 2, 2, 3, 4, 5, 0, 6, 3, 7, 1, 8);

  private record Conversion(String variable, float scale) {}

  @Override
  public void apply(ProgramDraft draft) throws ModelFormatException {
    Map<Conversion, String> conversions = new HashMap<>();
    for (Operation operation : draft.snapshot()) {
      if (operation.flag("enable_int8")) {
        if (target != LiteTarget.ARM) {
          throw new ModelFormatException(
              draft.file(),
              operation.type(),
              "has an int8 kernel for arm only; give --valid_targets=arm");
        }
        convert(draft, operation, conversions);
        String alias = operation.is("fc") ? "fp32out" : "fp32_out";
        operation.set(ATTRIBUTE, "%s/%s/4/2/1".formatted(operation.type(), alias));
      } else {
        operation.set(ATTRIBUTE, kernel(operation.type()));
      }
      if (operation.is("fetch")) {
        VariableProto fetched = draft.variables().get(operation.input("X"));
        int type = fetched == null ? 5 : fetched.getType().getDense().getTensor().getType();
        operation.set("data_type", PRECISIONS.getOrDefault(type, 1));
      }
    }
  }

  private String kernel(String type) {
    if (type.equals("feed") || type.equals("fetch")) {
      return type + "/def/1/4/2";
    }
    return switch (type) {
      case "cast" -> "cast/def/1/4/1";
      case "arg_max" -> "arg_max/fp32/%d/4/1".formatted(target.number());
      case "lookup_table", "lookup_table_v2" -> "%s/def/%d/4/1".formatted(type, target.number());
      case "hard_swish" -> "hard_swish/def/%d/1/1".formatted(target == LiteTarget.X86 ? 1 : 4);
      default ->
          ANY_ELEMENTS.contains(type)
              ? type + "/def/1/4/2"
              : "%s/def/%d/1/1".formatted(type, target.number());
    };
  }

  private static void convert(
      ProgramDraft draft, Operation operation, Map<Conversion, String> conversions) {
    String slot = operation.has("Input") ? "Input" : "X";
    String variable = operation.input(slot);
    float scale = operation.attributes().get(slot + "0_scale").getFloats(0);
    boolean single = draft.writers(variable).size() <= 1;
    Conversion conversion = new Conversion(variable, scale);
    String converted = single ? conversions.get(conversion) : null;
    if (converted == null) {
      converted = freshName(draft, variable + "/precision_trans");
      declare(draft, converted, variable);
      Operation calib = new Operation("calib");
      calib.setInput("Input", variable);
      calib.setOutput("Out", converted);
      calib.set("scale", scale);
      calib.set(ATTRIBUTE, "calib/fp32_to_int8/4/2/1");
      draft.operations().add(draft.operations().indexOf(operation), calib);
      conversions.put(conversion, converted);
    }
    operation.setInput(slot, converted);
  }

  private static String freshName(ProgramDraft draft, String name) {
    String unique = name;
    for (int i = 1; draft.variables().containsKey(unique); i++) {
      unique = name + i;
    }
    return unique;
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
