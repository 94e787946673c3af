/** Tensors, graphs, rewriting passes, kernels and the runtime of Octet. */
module dev.octet.engine {
  requires static org.jspecify;
  requires static jdk.incubator.vector;
  requires jdk.jfr;

  exports dev.octet.engine;
  exports dev.octet.engine.tensor;
  exports dev.octet.engine.op;
  exports dev.octet.engine.graph;
  exports dev.octet.engine.pass;
  exports dev.octet.engine.report;
  exports dev.octet.engine.run;
  exports dev.octet.engine.kernel to
      dev.octet.bench,
      dev.octet.cli,
      dev.octet.quant;
  exports dev.octet.engine.kernel.provider to
      dev.octet.bench,
      dev.octet.cli,
      dev.octet.quant;
  exports dev.octet.engine.plan.fact to
      dev.octet.formats;
  exports dev.octet.engine.parallel to
      dev.octet.bench;
}
