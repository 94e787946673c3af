/** Readers and writers between files and graphs or tensors. */
module dev.octet.formats {
  requires transitive dev.octet.engine;
  requires com.google.protobuf;
  requires static org.jspecify;

  exports dev.octet.formats;
  exports dev.octet.formats.idx;
  exports dev.octet.formats.lite;
  exports dev.octet.formats.npy;
  exports dev.octet.formats.octet;
  exports dev.octet.formats.paddle;
}
