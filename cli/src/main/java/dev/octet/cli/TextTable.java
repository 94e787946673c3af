package dev.octet.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text under each other: the first column to the left, the others to the right. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param cells as many in each row
   */
  public TextTable row(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
    return this;
  }

  public void print(PrintWriter out) {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String blanks = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? row[i] + blanks : "  " + blanks + row[i]);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
