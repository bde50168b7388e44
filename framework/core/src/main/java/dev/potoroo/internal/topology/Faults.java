package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one pipeline, so that it is reported together. */
final class Faults {
  private static final int MAX_QUOTE = 200;

  private final String pipeline;
  private final List<Fault> found = new ArrayList<>();

  Faults(String pipeline) {
    this.pipeline = pipeline;
  }

  /** Something about an element: {@code Step [count] of pipeline [words]: message}. */
  void add(ErrorCode code, String element, String message) {
    found.add(new Fault(code, element + " of pipeline [" + pipeline + "]: " + message));
  }

  /** Something about the element, or if there is none about the pipeline as a whole. */
  void add(ErrorCode code, Optional<String> element, String message) {
    element.ifPresentOrElse(e -> add(code, e, message), () -> addToPipeline(code, message));
  }

  /** Something about the pipeline as a whole. */
  void addToPipeline(ErrorCode code, String message) {
    found.add(new Fault(code, "Pipeline [" + pipeline + "]: " + message));
  }

  /** Throws if anything was found. */
  void throwIfAny(@Nullable Throwable cause) {
    if (!found.isEmpty()) {
      PotorooException exception = new PotorooException(found);
      if (cause != null) {
        exception.initCause(cause);
      }
      throw exception;
    }
  }

  /** What an exception says, on one line of bounded length. */
  static String said(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank()
        ? error.getClass().getName()
        : cut(message.lines().findFirst().orElse(message));
  }

  /** A text on one line of bounded length. */
  static String cut(String text) {
    String line = text.replaceAll("\\R", " ");
    return line.length() <= MAX_QUOTE ? line : line.substring(0, MAX_QUOTE) + "...";
  }
}
