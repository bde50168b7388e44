package dev.potoroo.internal.runtime;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
import dev.potoroo.fault.FaultPoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Publishes rounds through one publisher, each once: what the outside system does not answer is
 * tried again, for as long as it is wanted, and its marker tells what has happened. Blocks; for one
 * thread at a time.
 */
final class Publishing implements AutoCloseable {
  private static final long BETWEEN_TRIES_NANOS = 500_000_000;

  private final String what;
  private final RoundPublisher publisher;
  private final BooleanSupplier wanted;
  private final Consumer<Optional<String>> onAway;
  private final Logger log;
  private boolean certain;
  private boolean away;

  /**
   * Makes one.
   *
   * @param what whose it is, for people: {@code sink [alerts]}
   * @param wanted asked before each try
   * @param onAway told when the outside system does not answer, with what is known, and when it
   *     does again
   */
  Publishing(
      String what,
      RoundPublisher publisher,
      BooleanSupplier wanted,
      Consumer<Optional<String>> onAway,
      Logger log) {
    this.what = what;
    this.publisher = publisher;
    this.wanted = wanted;
    this.onAway = onAway;
    this.log = log;
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  /** Whether the outside system keeps a marker. */
  boolean keepsMarker() {
    return publisher.keepsMarker();
  }

  /** How long to publish nothing at the longest. */
  Optional<Duration> renewal() {
    return publisher.renewal();
  }

  /**
   * Takes over, and reads the marker.
   *
   * @throws NodeStore.UnwantedException when it is not wanted any more
   */
  Optional<RoundMarker> takeOver() throws Exception {
    return insist(this::takeOverOnce);
  }

  private Optional<RoundMarker> takeOverOnce() throws Exception {
    Optional<RoundMarker> marker = publisher.takeOver();
    certain = true;
    return marker;
  }

  /**
   * Publishes a round, unless the marker says that this has happened.
   *
   * @throws FencedException if somebody else has taken over
   * @throws NodeStore.UnwantedException when it is not wanted any more
   */
  void publish(RoundMarker marker, List<SinkRecord> records) throws Exception {
    insist(
        () -> {
          if (!certain && takeOverOnce().filter(found -> found.covers(marker)).isPresent()) {
            return marker;
          }
          certain = false;
          FaultPoint.PUBLISH_BEFORE.reached();
          publisher.publish(marker, records);
          FaultPoint.PUBLISH_AFTER.reached();
          certain = true;
          return marker;
        });
  }

  private <T> T insist(Call<T> call) throws Exception {
    while (true) {
      requireWanted();
      try {
        T answer = call.run();
        if (away) {
          away = false;
          onAway.accept(Optional.empty());
          log.info("{} can be written to again", what);
        }
        return answer;
      } catch (UnavailableException e) {
        onAway.accept(Optional.ofNullable(e.getMessage()));
        if (!away) {
          away = true;
          log.warn(
              "{} cannot be written to, and is tried again; committed output is kept in the store"
                  + " meanwhile: {}",
              what,
              e.getMessage());
        }
        LockSupport.parkNanos(this, BETWEEN_TRIES_NANOS);
      } catch (Exception e) {
        // An interrupt may show itself as any exception.
        requireWanted();
        throw e;
      }
    }
  }

  private void requireWanted() {
    if (!wanted.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new NodeStore.UnwantedException();
    }
  }

  @Override
  public void close() throws Exception {
    publisher.close();
  }
}
