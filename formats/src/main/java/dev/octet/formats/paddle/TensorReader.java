package dev.octet.formats.paddle;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.TensorProto;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Reads a tensor as Paddle writes it, little-endian: a version (0), the number of sequence levels
 * (0), a version (0), a length and so many bytes of type and dimensions, and the elements in
 * row-major order.
 *
 * <p>Real numbers become float32; nothing is allocated for elements that the file is too short for.
 */
final class TensorReader {
  private static final int HEADER_LIMIT = 1024;
  private static final int RANK_LIMIT = 16;

  private final ParameterInput in;
  private final Variable variable;

  private TensorReader(ParameterInput in, Variable variable) {
    this.in = in;
    this.variable = variable;
  }

  /** Reads the tensor of {@code variable} from where {@code in} stands. */
  static Tensor read(ParameterInput in, Variable variable) throws IOException {
    return new TensorReader(in, variable).read();
  }

  private Tensor read() throws IOException {
    requireZero(in.readInt(), "version");
    if (in.readLong() != 0) {
      throw error("has sequence levels (LoD), which are not supported, or is out of step");
    }
    requireZero(in.readInt(), "version");
    TensorProto header = header();
    ElementType type =
        ElementType.of(header.getType())
            .orElseThrow(() -> error("has the unknown element type " + header.getType()));
    int[] dims = dims(header.getDimsList());
    long elements = 1;
    for (int dim : dims) {
      elements *= dim;
    }
    if (!variable.allows(elements)) {
      throw error(
          ("has %d elements here and the shape %s in the program:"
                  + " program and parameters do not belong together")
              .formatted(elements, variable.dims()));
    }
    if (elements * type.bytes() > in.remaining()) {
      throw error(
          "takes %d bytes, but the file has only %d more"
              .formatted(elements * type.bytes(), in.remaining()));
    }
    Tensor tensor = Tensor.zeros(type.dtype(), Shape.of(dims));
    fill(tensor.segment(), type, (int) elements);
    return tensor;
  }

  private void requireZero(int version, String what) throws ModelFormatException {
    if (version != 0) {
      throw error("begins with the %s %d instead of 0: no Paddle tensor".formatted(what, version));
    }
  }

  private TensorProto header() throws IOException {
    int size = in.readInt();
    if (size < 0 || size > HEADER_LIMIT) {
      throw error("has a header of %d bytes; at most %d make sense".formatted(size, HEADER_LIMIT));
    }
    try {
      return TensorProto.parseFrom(in.read(size));
    } catch (InvalidProtocolBufferException e) {
      throw error("has a damaged header: " + e.getMessage());
    }
  }

  private int[] dims(List<Long> list) throws ModelFormatException {
    if (list.size() > RANK_LIMIT) {
      throw error("has %d dimensions, at most %d make sense".formatted(list.size(), RANK_LIMIT));
    }
    int[] dims = new int[list.size()];
    long product = 1;
    for (int i = 0; i < dims.length; i++) {
      long dim = list.get(i);
      if (dim < 0 || dim > Integer.MAX_VALUE || product * dim > Integer.MAX_VALUE) {
        throw error("has the shape %s; a tensor has at most 2^31-1 elements".formatted(list));
      }
      dims[i] = (int) dim;
      product = Math.max(1, product * dim);
    }
    return dims;
  }

  private void fill(MemorySegment to, ElementType type, int elements) throws IOException {
    int chunk = ParameterInput.chunk() / type.bytes();
    for (int done = 0; done < elements; done += chunk) {
      int count = Math.min(chunk, elements - done);
      type.decode(in.read(count * type.bytes()), count, to, done);
    }
  }

  private ModelFormatException error(String reason) {
    return in.error("variable '" + variable.name() + "' " + reason);
  }
}
