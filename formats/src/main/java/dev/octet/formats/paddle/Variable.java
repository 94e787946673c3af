package dev.octet.formats.paddle;

import dev.octet.formats.paddle.proto.TensorProto;
import dev.octet.formats.paddle.proto.VariableProto;
import java.util.List;
import java.util.Set;

/**
 * A variable as the program declares it. Its element type need not be that of its data in the
 * parameter file, nor its rank.
 *
 * @param kind Paddle's number for the kind of variable
 * @param elementType Paddle's number for the type of elements
 * @param dims the declared dimensions, -1 where they are not known
 */
record Variable(
    String name, int kind, boolean persistable, int elementType, List<Long> dims, int lodLevel) {
  static final int DENSE = 7;
  private static final Set<Integer> WITHOUT_DATA = Set.of(9, 10, 15, 17);

  static Variable of(VariableProto proto) {
    TensorProto tensor = proto.getType().getDense().getTensor();
    return new Variable(
        proto.getName(),
        proto.getType().getType(),
        proto.getPersistable(),
        tensor.getType(),
        List.copyOf(tensor.getDimsList()),
        proto.getType().getDense().getLodLevel());
  }

  /**
   * Whether the parameter files hold data for it: it outlives a run and is not a feed or fetch
   * list, a reader or raw.
   */
  boolean hasData() {
    return persistable && !WITHOUT_DATA.contains(kind);
  }

  /** The same with an unknown shape. */
  Variable withoutShape() {
    return new Variable(name, kind, persistable, elementType, List.of(), lodLevel);
  }

  /**
   * Whether {@code count} elements can be what is declared; unknown dimensions allow any number.
   */
  boolean allows(long count) {
    long product = 1;
    for (long dim : dims) {
      if (dim < 0) {
        return true;
      }
      if (dim != 0 && product > Long.MAX_VALUE / dim) {
        return false;
      }
      product *= dim;
    }
    return product == count;
  }
}
