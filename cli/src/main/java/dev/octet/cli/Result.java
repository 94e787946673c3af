package dev.octet.cli;

import java.io.PrintWriter;

/** What a command found out: a record, whose components are the fields of the JSON document. */
interface Result {
  /** Prints it for people. */
  void print(PrintWriter out);
}
