package dev.octet.formats.paddle;

import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.OperatorVersionNumberProto;
import dev.octet.formats.paddle.proto.OperatorVersionProto;
import dev.octet.formats.paddle.proto.OperatorVersionsProto;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which form of its operators a program uses, where there were several.
 *
 * <p>Source: the map that Paddle 2.6.2 puts into every program, cut to what is written here.
 */
final class OperatorVersions {
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("clip", 1),
          Map.entry("conv2d", 1),
          Map.entry("conv2d_transpose", 2),
          Map.entry("depthwise_conv2d", 1),
          Map.entry("depthwise_conv2d_transpose", 1),
          Map.entry("elementwise_add", 1),
          Map.entry("elementwise_div", 1),
          Map.entry("elementwise_mul", 1),
          Map.entry("elementwise_pow", 1),
          Map.entry("elementwise_sub", 1),
          Map.entry("fake_channel_wise_dequantize_max_abs", 2),
          Map.entry("fake_channel_wise_quantize_abs_max", 1),
          Map.entry("fill_constant", 2),
          Map.entry("gather", 1),
          Map.entry("leaky_relu", 1),
          Map.entry("lookup_table_v2", 1),
          Map.entry("matmul", 1),
          Map.entry("mish", 1),
          Map.entry("pixel_shuffle", 1),
          Map.entry("softplus", 1));

  private OperatorVersions() {}

  static OperatorVersionsProto of(List<OperatorProto> operators) {
    var types = new TreeSet<String>();
    operators.forEach(operator -> types.add(operator.getType()));
    types.retainAll(NUMBERS.keySet());
    OperatorVersionsProto.Builder versions = OperatorVersionsProto.newBuilder();
    for (String type : types) {
      int number = NUMBERS.getOrDefault(type, 0);
      versions.addOperators(
          OperatorVersionProto.newBuilder()
              .setType(type)
              .setNumber(OperatorVersionNumberProto.newBuilder().setVersion(number)));
    }
    return versions.build();
  }
}
