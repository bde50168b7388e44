package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why a command failed, as people want to read it. */
final class Failure {
  private final Throwable cause;

  Failure(Throwable thrown) {
    Throwable inner = thrown;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    this.cause = inner;
  }

  /** A line for each fault; the exit code. */
  int print(PrintStream err, boolean verbose) {
    PotorooException failure = cause instanceof PotorooException known ? known : defect();
    failure.faults().forEach(err::println);
    if (verbose) {
      cause.printStackTrace(err);
    }
    return Cli.ofUsage(failure) ? Cli.USAGE : Cli.FAILED;
  }

  private PotorooException defect() {
    return new PotorooException(
        ErrorCode.INTERNAL,
        "Something failed that should not: "
            + String.valueOf(cause).replaceAll("\\s+", " ")
            + ". Please report it with what --verbose prints.",
        cause);
  }
}
