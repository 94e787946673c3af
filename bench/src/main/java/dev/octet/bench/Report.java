package dev.octet.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.PrintWriter;

/** What a benchmark found out: a record, whose components are the fields of the JSON document. */
interface Report {
  /** Prints it for people. */
  void print(PrintWriter out);

  /** Whether what was measured also computed the right thing. */
  @JsonIgnore
  default boolean isSound() {
    return true;
  }
}
