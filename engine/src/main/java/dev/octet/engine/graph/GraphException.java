package dev.octet.engine.graph;

/** A graph that cannot be built, compiled or run as it is; the message names the node or value. */
public final class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraphException(String message) {
    super(message);
  }

  public GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
