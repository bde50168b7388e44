package dev.potoroo.internal.runtime;

import java.io.IOException;

/**
 * Tells the errors of user code, which have a policy, from those after which a process is not to be
 * trusted.
 */
final class Fatal {
  private Fatal() {}

  /**
   * Throws {@code error} on if no policy can deal with it. A stack overflow in a pure function can
   * be dealt with.
   */
  static void rethrow(Throwable error) {
    if (error instanceof VirtualMachineError fatal && !(error instanceof StackOverflowError)) {
      throw fatal;
    }
    if (error instanceof StateObject.NotRebuiltException damaged) {
      throw damaged;
    }
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  /** What went wrong, in one line for people. */
  static String describe(Throwable error) {
    String message = error.getMessage();
    String type = error.getClass().getSimpleName();
    boolean said = message != null && !message.isBlank();
    // A plain IOException has nothing to its name; connectors throw it with a sentence.
    boolean typeTells = error.getClass() != IOException.class;
    String line = !said ? type : typeTells ? type + ": " + message : String.valueOf(message);
    line = line.replaceAll("\\s*\\R\\s*", " ");
    return line.length() > 500 ? line.substring(0, 500) + "..." : line;
  }
}
