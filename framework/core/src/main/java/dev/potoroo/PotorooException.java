package dev.potoroo;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline cannot be defined, configured or run. Holds everything that was found wrong, each with
 * its code; the message has one line for each.
 */
public final class PotorooException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * One thing that is wrong.
   *
   * @param code its stable code
   * @param message what it is, what it must be, and the cure
   */
  public record Fault(ErrorCode code, String message) {
    @Override
    public String toString() {
      return code.code() + " " + message;
    }
  }

  /** Several faults at once; at least one. */
  public PotorooException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** One fault. */
  public PotorooException(ErrorCode code, String message) {
    this(List.of(new Fault(code, message)));
  }

  /** One fault with its cause. */
  public PotorooException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message);
    initCause(cause);
  }

  /** What is wrong, in the order in which it was found. */
  public List<Fault> faults() {
    return faults == null ? List.of() : faults;
  }
}
