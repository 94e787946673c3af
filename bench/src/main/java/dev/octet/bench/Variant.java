package dev.octet.bench;

import dev.octet.bench.candidate.Candidate;
import dev.octet.bench.candidate.OctetCandidate;
import dev.octet.bench.candidate.OnnxRuntimeCandidate;
import dev.octet.bench.onnx.Encoding;
import dev.octet.bench.onnx.OnnxExport;
import dev.octet.engine.graph.Graph;
import dev.octet.quant.Algorithm;
import dev.octet.quant.Calibration;
import dev.octet.quant.Samples;
import dev.octet.quant.StaticQuantizer;
import java.util.EnumMap;
import java.util.Map;

/** The engines and precisions that are compared. */
enum Variant {
  OCTET_FP32("Octet fp32", false),
  OCTET_INT8("Octet int8", true),
  ORT_FP32("ORT fp32", false),
  ORT_INT8_U8S8("ORT int8 u8s8", true),
  ORT_INT8_S8S8("ORT int8 s8s8", true);

  private final String title;
  private final boolean quantized;

  Variant(String title, boolean quantized) {
    this.title = title;
    this.quantized = quantized;
  }

  String title() {
    return title;
  }

  boolean isQuantized() {
    return quantized;
  }

  /** All variants of a model, with the same thresholds and number of threads. */
  static Map<Variant, Candidate> candidates(ComparedModel model, int threads) {
    Graph graph = model.graph();
    StaticQuantizer quantizer =
        StaticQuantizer.builder()
            .algorithm(Algorithm.ABS_MAX)
            .batchSize(1)
            .batches(model.calibration().shape().dim(0))
            .allVariables(true)
            .build();
    Calibration calibration = quantizer.calibrate(graph, Samples.slices(model.calibration()));
    Map<String, Double> thresholds = calibration.activationThresholds();
    Map<Variant, Candidate> candidates = new EnumMap<>(Variant.class);
    for (Variant variant : values()) {
      candidates.put(
          variant,
          switch (variant) {
            case OCTET_FP32 -> new OctetCandidate(graph, threads);
            case OCTET_INT8 -> new OctetCandidate(quantizer.quantize(graph, calibration), threads);
            case ORT_FP32 -> onnxRuntime(graph, Encoding.FLOAT32, thresholds, threads);
            case ORT_INT8_U8S8 -> onnxRuntime(graph, Encoding.QDQ_U8S8, thresholds, threads);
            case ORT_INT8_S8S8 -> onnxRuntime(graph, Encoding.QDQ_S8S8, thresholds, threads);
          });
    }
    return candidates;
  }

  private static Candidate onnxRuntime(
      Graph graph, Encoding encoding, Map<String, Double> thresholds, int threads) {
    return new OnnxRuntimeCandidate(OnnxExport.export(graph, 1, encoding, thresholds), threads);
  }
}
