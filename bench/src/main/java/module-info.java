/** JMH benchmarks. */
module dev.octet.bench {
  requires dev.octet.engine;
  requires dev.octet.quant;
  requires dev.octet.formats;
  requires jmh.core;
  requires static org.jspecify;

  exports dev.octet.bench.network;
}
