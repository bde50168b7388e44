package dev.potoroo.connector.pekko;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a stream breaks, and once that it goes on. Thread-safe. */
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  private final String what;
  private final long enoughNanos;
  private @Nullable String why;
  private @Nullable Attempt attempt;
  private boolean over;

  /**
   * Makes one.
   *
   * @param what whose stream it is, for people
   * @param enough a run that lasts so long works, also if nothing has come of it yet
   */
  Trouble(String what, Duration enough) {
    this.what = what;
    this.enoughNanos = enough.toNanos();
  }

  synchronized void begins(Attempt next) {
    attempt = next;
  }

  /** What breaks from now on was ended. */
  synchronized void over() {
    over = true;
  }

  synchronized void broken(Attempt of, Throwable e) {
    if (over) {
      return;
    }
    if (attempt == of) {
      attempt = null;
    }
    if (why == null) {
      LOG.warn("{} is broken, and is begun anew until it works: {}", what, text(e));
    }
    why = text(e);
  }

  /** An element has come. */
  synchronized void works() {
    if (why != null) {
      why = null;
      LOG.info("{} works again", what);
    }
  }

  /** What is known while it does not work. */
  synchronized Optional<String> known() {
    if (attempt != null && attempt.ageNanos() > enoughNanos) {
      works();
    }
    return Optional.ofNullable(why).map(text -> what + " is broken: " + text);
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    Throwable cause = e.getCause();
    String own = message == null ? e.getClass().getSimpleName() : message;
    return cause == null || cause == e ? own : own + ": " + text(cause);
  }
}
