package dev.octet.cli;

/** Work that failed, in the three parts of an error line. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String what, Object where, String why) {
    super("%s in %s: %s".formatted(what, where, why));
  }

  public CommandException(String what, Object where, Throwable cause) {
    super("%s in %s: %s".formatted(what, where, cause.getMessage()), cause);
  }
}
