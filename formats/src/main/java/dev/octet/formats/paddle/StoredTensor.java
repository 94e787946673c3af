package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as files of the Paddle family hold it.
 *
 * @param elementType Paddle's number for the type of elements
 * @param data the elements in row-major order, little-endian
 */
public record StoredTensor(int elementType, List<Long> dims, ByteBuffer data) {
  private static final int RANK_LIMIT = 16;

  public StoredTensor {
    dims = List.copyOf(dims);
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The elements in memory of their own; real numbers become float32.
   *
   * @throws IllegalArgumentException if type, shape and data do not fit each other; the message
   *     says why
   */
  public Tensor tensor() {
    ElementType type =
        ElementType.of(elementType)
            .orElseThrow(
                () -> new IllegalArgumentException("has the unknown element type " + elementType));
    if (dims.size() > RANK_LIMIT) {
      throw new IllegalArgumentException(
          "has %d dimensions, at most %d make sense".formatted(dims.size(), RANK_LIMIT));
    }
    long elements = 1;
    int[] shape = new int[dims.size()];
    for (int i = 0; i < shape.length; i++) {
      long dim = dims.get(i);
      if (dim < 0 || dim > Integer.MAX_VALUE || elements * dim > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("has the shape " + dims);
      }
      elements *= dim;
      shape[i] = (int) dim;
    }
    if (elements * type.bytes() != data.remaining()) {
      throw new IllegalArgumentException(
          "has %d bytes of data, but its shape %s takes %d"
              .formatted(data.remaining(), dims, elements * type.bytes()));
    }
    Tensor tensor = Tensor.zeros(type.dtype(), Shape.of(shape));
    type.decode(data, (int) elements, tensor.segment(), 0);
    return tensor;
  }
}
