package dev.potoroo.internal.runtime;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.internal.staging.StagedRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes committed rounds one after the other, in a thread of its own, so that the next round
 * can be written meanwhile. Used by one other thread.
 */
final class Publications {
  private static final long CLOSING_MILLIS = 10_000;

  private final Publishing publishing;
  private final String lineage;
  private final Consumer<Throwable> onFailure;
  private final Thread thread;
  private final ArrayDeque<Round> waiting = new ArrayDeque<>();
  private final List<Long> done = new ArrayList<>();
  private final long renewalMillis;
  private long published;
  private long renewedAt;
  private boolean failed;
  private volatile boolean stopped;

  private record Round(long number, List<ByteBuffer> segments) {}

  /**
   * Starts.
   *
   * @param published the last round that is published; 0 if none
   * @param onFailure told once when it cannot go on: by a {@link FencedException} or something else
   */
  Publications(
      Publishing publishing,
      String lineage,
      long published,
      Consumer<Throwable> onFailure,
      Function<Runnable, Thread> threads) {
    this.publishing = publishing;
    this.lineage = lineage;
    this.published = published;
    this.onFailure = onFailure;
    this.renewalMillis = publishing.renewal().map(Duration::toMillis).orElse(0L);
    // At once: the marker may have been forgotten while nothing ran.
    this.renewedAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(renewalMillis);
    this.thread = threads.apply(this::run);
    thread.start();
  }

  /**
   * Publishes a round after those before it.
   *
   * @param segments not to be changed until it is {@linkplain #takeDone done}
   */
  synchronized void add(long round, List<ByteBuffer> segments) {
    waiting.add(new Round(round, segments));
    notifyAll();
  }

  /**
   * Waits until at most that many rounds are left to publish.
   *
   * @throws NodeStore.UnwantedException if it cannot go on, which has been told
   */
  synchronized void awaitAtMost(int rounds) throws InterruptedException {
    while (waiting.size() > rounds) {
      if (failed || stopped) {
        throw new NodeStore.UnwantedException();
      }
      wait();
    }
  }

  /** The rounds that were published since this was asked last. */
  synchronized List<Long> takeDone() {
    List<Long> taken = List.copyOf(done);
    done.clear();
    return taken;
  }

  /** The last round published; 0 if none. */
  synchronized long published() {
    return published;
  }

  /** Ends; what was not published is not. */
  void stop() throws Exception {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    thread.interrupt();
    thread.join(CLOSING_MILLIS);
    if (!thread.isAlive()) {
      publishing.close();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        Round next = next();
        if (next == null) {
          publishing.publish(new RoundMarker(lineage, published()), List.of());
          renewed();
          continue;
        }
        StagedRecords records = new StagedRecords();
        for (ByteBuffer segment : next.segments()) {
          records.append(segment);
        }
        publishing.publish(new RoundMarker(lineage, next.number()), records);
        published(next);
      }
    } catch (NodeStore.UnwantedException | InterruptedException e) {
      fail();
    } catch (Throwable t) {
      if (!stopped) {
        onFailure.accept(t);
      }
      fail();
    }
  }

  /** Waits until there is a round, or the marker is to be renewed; false if it is stopped. */
  private synchronized boolean awaitWork() throws InterruptedException {
    long left = untilRenewal();
    while (waiting.isEmpty() && !stopped && left > 0) {
      TimeUnit.MILLISECONDS.timedWait(this, left);
      left = untilRenewal();
    }
    return !stopped;
  }

  private long untilRenewal() {
    return renewalMillis == 0 || published == 0
        ? Long.MAX_VALUE
        : renewalMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - renewedAt);
  }

  /** The round to publish next; null if there is none. */
  private synchronized @Nullable Round next() {
    return waiting.peek();
  }

  private synchronized void renewed() {
    renewedAt = System.nanoTime();
  }

  private synchronized void published(Round round) {
    waiting.remove();
    done.add(round.number());
    published = round.number();
    renewedAt = System.nanoTime();
    notifyAll();
  }

  private synchronized void fail() {
    failed = true;
    notifyAll();
  }
}
