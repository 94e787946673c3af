package dev.octet.bench.onnx;

/** How an ONNX model holds its numbers. */
public enum Encoding {
  FLOAT32,
  /** QuantizeLinear and DequantizeLinear around operators: uint8 activations, int8 weights. */
  QDQ_U8S8,
  /** QuantizeLinear and DequantizeLinear around operators: int8 activations, int8 weights. */
  QDQ_S8S8
}
