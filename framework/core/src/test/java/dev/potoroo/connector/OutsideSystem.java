package dev.potoroo.connector;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * An outside system with transactions, which can be away, and whose answers can get lost. It must
 * be the same object for all runs on the same store. Thread-safe.
 */
public final class OutsideSystem implements SinkConnector {
  private final List<String> records = new ArrayList<>();
  private final Map<Integer, RoundMarker> markers = new HashMap<>();
  private final Map<Integer, Integer> epochs = new HashMap<>();
  private final Random random;
  private final int faults;
  private int takeOvers;
  private int lostAnswers;
  private int renewals;
  private boolean away;
  private Optional<Duration> renewal = Optional.empty();

  /** One in which one of so many calls fails, half of them after all; 0 for none. */
  public OutsideSystem(long seed, int faults) {
    this.random = new Random(seed);
    this.faults = faults;
  }

  /** What was published, as {@code key=value}. */
  public synchronized List<String> records() {
    return List.copyOf(records);
  }

  /** How often a publisher has taken over. */
  public synchronized int takeOvers() {
    return takeOvers;
  }

  /** How often something has happened, but the answer was lost. */
  public synchronized int lostAnswers() {
    return lostAnswers;
  }

  /** How often a marker has come without records. */
  public synchronized int renewals() {
    return renewals;
  }

  /** Whether it answers nobody. */
  public synchronized void away(boolean isAway) {
    away = isAway;
  }

  /** Does as another publisher of the slot would. */
  public synchronized void fence(int slot) {
    epochs.merge(slot, 1, Integer::sum);
  }

  /** Has markers renewed that often. */
  public synchronized void renewal(Duration every) {
    renewal = Optional.of(every);
  }

  /** Forgets a marker that nobody has renewed. */
  public synchronized void forgetMarker(int slot) {
    markers.remove(slot);
  }

  /** What the marker of a slot is. */
  public synchronized Optional<RoundMarker> marker(int slot) {
    return Optional.ofNullable(markers.get(slot));
  }

  @Override
  public String describe() {
    return "outside system of a test";
  }

  @Override
  public SinkWriter open(SinkContext context) {
    throw new UnsupportedOperationException("rounds are published");
  }

  @Override
  public Optional<RoundPublisher> publisher(PublisherContext context) {
    return Optional.of(new Publisher(context.slot()));
  }

  private boolean fails() {
    return faults > 0 && random.nextInt(faults) == 0;
  }

  private static UnavailableException unavailable() {
    return new UnavailableException("the outside system does not answer", null);
  }

  private final class Publisher implements RoundPublisher {
    private final int slot;
    private int epoch;

    Publisher(int slot) {
      this.slot = slot;
    }

    @Override
    public Optional<Duration> renewal() {
      return renewal;
    }

    @Override
    public Optional<RoundMarker> takeOver() throws UnavailableException {
      synchronized (OutsideSystem.this) {
        if (away || fails()) {
          throw unavailable();
        }
        fence(slot);
        takeOvers++;
        epoch = epochs.get(slot);
        return marker(slot);
      }
    }

    @Override
    public void publish(RoundMarker marker, List<SinkRecord> published) throws Exception {
      synchronized (OutsideSystem.this) {
        if (away || fails()) {
          throw unavailable();
        }
        if (epoch != epochs.get(slot)) {
          throw new FencedException("slot [" + slot + "] has another publisher", null);
        }
        if (published.isEmpty()) {
          renewals++;
        }
        for (SinkRecord record : published) {
          records.add(record.key() + "=" + new String(record.value(), StandardCharsets.UTF_8));
        }
        markers.put(slot, marker);
        if (fails()) {
          lostAnswers++;
          throw unavailable();
        }
      }
    }

    @Override
    public void close() {}
  }
}
