package dev.octet.engine.report;

import dev.octet.engine.tensor.Shape;
import java.util.List;

/**
 * What became of one operator.
 *
 * @param name the node's name
 * @param type the source's word for the operator
 * @param kernel the loop that runs it, such as {@code int8 gemm (vector-512)}
 * @param int8 whether it computes on int8
 * @param reason why a quantized operator does not compute on int8; empty where it does or was never
 *     quantized
 * @param multiplyAdds products that are summed in one run, 0 for operators without sums
 * @param weightBytes bytes of packed weights, and of the biases and multipliers that go with them
 */
public record OperatorReport(
    String name,
    String type,
    String kernel,
    boolean int8,
    String reason,
    List<Shape> inputs,
    Shape output,
    long multiplyAdds,
    long weightBytes) {

  /** The same row with another reason. */
  public OperatorReport withReason(String reason) {
    return new OperatorReport(
        name, type, kernel, int8, reason, inputs, output, multiplyAdds, weightBytes);
  }
}
