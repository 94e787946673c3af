package dev.octet.cli;

/** Work that failed, in the three parts of an error line. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String what, Object where, String why) {
    super("%s in %s: %s".formatted(what, where, why));
  }

  CommandException(String what, Object where, Throwable cause) {
    super("%s in %s: %s".formatted(what, where, cause.getMessage()), cause);
  }
}
