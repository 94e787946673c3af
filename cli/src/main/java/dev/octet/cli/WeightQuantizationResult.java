package dev.octet.cli;

import java.io.PrintWriter;
import java.util.List;

/** What quantization of the weights alone gave. */
record WeightQuantizationResult(
    String model,
    String file,
    String weights,
    int weightBits,
    int weightTensors,
    long modelBytes,
    long fileBytes,
    List<String> notes)
    implements Result {
  @Override
  public void print(PrintWriter out) {
    out.printf("%s: %d weight tensors by %s, int%d%n", file, weightTensors, weights, weightBits);
    out.printf("%s, was %s%n", Quantity.bytes(fileBytes), Quantity.bytes(modelBytes));
    notes.forEach(note -> out.printf("note: %s%n", note));
  }
}
