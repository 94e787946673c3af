/** The {@code octet} command. */
module dev.octet.cli {
  requires dev.octet.engine;
  requires dev.octet.quant;
  requires dev.octet.formats;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires com.fasterxml.jackson.databind;
  requires java.desktop;
  requires java.management;
  requires jdk.management;
  requires static org.jspecify;

  exports dev.octet.cli to
      dev.octet.bench;

  opens dev.octet.cli to
      info.picocli,
      com.fasterxml.jackson.databind;
}
