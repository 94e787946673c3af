package dev.octet.formats.npy;

import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the Python dictionary literal of a header, such as {@code {'descr': '<f4', 'fortran_order':
 * False, 'shape': (2, 3), }}, its three keys in any order.
 */
final class HeaderParser {
  private final String text;
  private final long base;
  private final Place place;
  private int at;
  private String descr = "";
  private boolean fortranOrder;
  private List<Integer> shape = List.of();

  /**
   * @param base the offset of {@code text} in the file
   */
  HeaderParser(String text, long base, Place place) {
    this.text = text;
    this.base = base;
    this.place = place;
  }

  /**
   * @param size how many bytes lie before the data
   */
  NpyHeader parse(long size) throws ModelFormatException {
    Set<String> keys = new HashSet<>();
    expect('{');
    while (!accept('}')) {
      String key = string();
      if (!keys.add(key)) {
        throw fault("the key '" + key + "' appears twice");
      }
      expect(':');
      switch (key) {
        case "descr" -> descr = descr();
        case "fortran_order" -> fortranOrder = bool();
        case "shape" -> shape = tuple();
        default -> throw fault("the key '" + key + "' is unknown");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (peek() != 0) {
      throw fault("the header goes on after its dictionary");
    }
    if (keys.size() != 3) {
      throw place.fault(base, "the header needs descr, fortran_order and shape, but has " + keys);
    }
    ElementType type =
        ElementType.parse(descr)
            .orElseThrow(
                () -> place.fault(base, "the dtype '" + descr + "': " + ElementType.SUPPORTED));
    return new NpyHeader(type, fortranOrder, checked(shape), size);
  }

  private Shape checked(List<Integer> dims) throws ModelFormatException {
    Shape result = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    try {
      var _ = result.elements();
    } catch (ArithmeticException e) {
      throw place.fault(base, e.getMessage());
    }
    return result;
  }

  private String descr() throws ModelFormatException {
    char next = peek();
    if (next == '[' || next == '(') {
      throw fault("a structured dtype: " + ElementType.SUPPORTED);
    }
    return string();
  }

  private String string() throws ModelFormatException {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw fault("a string was expected");
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw fault("a string without end");
    }
    String result = text.substring(at + 1, end);
    at = end + 1;
    return result;
  }

  private boolean bool() throws ModelFormatException {
    var _ = peek();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw fault("True or False was expected");
  }

  private List<Integer> tuple() throws ModelFormatException {
    List<Integer> dims = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      dims.add(dimension());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return dims;
  }

  private int dimension() throws ModelFormatException {
    var _ = peek();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int dim;
    try {
      dim = Integer.parseInt(text.substring(start, at));
    } catch (NumberFormatException _) {
      at = start;
      throw fault("a dimension of 0 to 2147483647 was expected");
    }
    // Python 2 wrote long integers with a letter.
    var _ = accept('L');
    return dim;
  }

  private void expect(char expected) throws ModelFormatException {
    if (!accept(expected)) {
      throw fault("'" + expected + "' was expected");
    }
  }

  private boolean accept(char expected) {
    boolean found = peek() == expected;
    if (found) {
      at++;
    }
    return found;
  }

  /** The next character that is no blank, or 0 at the end. */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private ModelFormatException fault(String reason) {
    return place.fault(base + at, reason);
  }
}
