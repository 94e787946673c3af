package dev.octet.formats.paddle;

import dev.octet.engine.op.Pad;
import java.util.List;

/** {@code pad}, {@code pad2d} and {@code pad3d}. */
final class PaddingWriter {
  private PaddingWriter() {}

  static void write(NodeSite site, Pad op) {
    if (op.mode() == Pad.Mode.CONSTANT) {
      pad(site, "pad", op.paddings()).number("pad_value", op.value());
      return;
    }
    List<Integer> sizes = op.paddings();
    int rank = sizes.size() / 2;
    if (rank < 4 || rank > 5 || sizes.subList(0, 4).stream().anyMatch(size -> size != 0)) {
      throw site.error(
          "%s padding of %s; only images and volumes [N,C,…] can be padded so, and not in N and C"
              .formatted(op.mode(), sizes));
    }
    if (rank == 4) {
      pad(site, "pad2d", sizes.subList(4, 8))
          .text("mode", op.mode() == Pad.Mode.REFLECT ? "reflect" : "edge")
          .number("pad_value", op.value())
          .text("data_format", "NCHW");
      return;
    }
    String mode =
        switch (op.mode()) {
          case CONSTANT -> "constant";
          case REFLECT -> "reflect";
          case REPLICATE -> "replicate";
          case CIRCULAR -> "circular";
        };
    List<Integer> innermostFirst =
        List.of(sizes.get(8), sizes.get(9), sizes.get(6), sizes.get(7), sizes.get(4), sizes.get(5));
    pad(site, "pad3d", innermostFirst)
        .text("mode", mode)
        .number("value", op.value())
        .text("data_format", "NCDHW");
  }

  private static OperatorBuilder pad(NodeSite site, String type, List<Integer> paddings) {
    return site.operator(type)
        .in("X", site.input(0))
        .out("Out", site.output())
        .integers("paddings", paddings);
  }
}
