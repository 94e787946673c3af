/** Benchmarks: JMH, and comparisons with other engines. */
module dev.octet.bench {
  requires dev.octet.cli;
  requires dev.octet.engine;
  requires dev.octet.quant;
  requires dev.octet.formats;
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires com.microsoft.onnxruntime;
  requires info.picocli;
  requires java.management;
  requires jdk.incubator.vector;
  requires jmh.core;
  requires static org.jspecify;

  exports dev.octet.bench.network;

  opens dev.octet.bench.start to
      com.fasterxml.jackson.databind;
  opens dev.octet.bench to
      com.fasterxml.jackson.databind,
      info.picocli;
}
