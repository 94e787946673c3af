/** Observers, threshold algorithms and quantizers over graphs. */
module dev.octet.quant {
  requires transitive dev.octet.engine;
  requires static org.jspecify;

  exports dev.octet.quant;
  exports dev.octet.quant.metric;
}
