package dev.potoroo.connector.kafka;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that brokers do not answer, and once that they do again, however many clients notice.
 * Thread-safe.
 */
final class Reach {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

  private final String what;
  private final AtomicReference<Optional<String>> lost = new AtomicReference<>(Optional.empty());

  /** Whose brokers they are, for people: {@code kafka topic ticks at localhost:9092}. */
  Reach(String what) {
    this.what = what;
  }

  /** What is known of them while they do not answer. */
  Optional<String> waitsFor() {
    return Objects.requireNonNull(lost.get()).map(why -> what + ": " + why);
  }

  /** They do not answer, or not as needed. */
  void lost(String why) {
    Optional<String> now = Optional.of(why);
    if (!now.equals(lost.getAndSet(now))) {
      LOG.warn("{} is waited for: {}", what, why);
    }
  }

  /** They have answered. */
  void found() {
    if (!Optional.empty().equals(lost.getAndSet(Optional.empty()))) {
      LOG.info("{} answers again", what);
    }
  }
}
