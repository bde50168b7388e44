package dev.potoroo.internal.runtime;

import dev.potoroo.Aggregate;
import java.util.HashMap;
import java.util.Map;

/**
 * Accumulators that one thread adds records to before it sends them, those of {@code
 * combineLocally}. Plain logic, for one thread.
 *
 * <p>An accumulator is in flight from its first record on: whoever has this counts it as emitted
 * then, and as settled when it is sent as a record.
 */
final class Combiner {
  private final int most;
  private final long ageMillis;
  private final Map<Integer, Map<String, Object>> ofStep = new HashMap<>();
  private int size;

  /** When {@link #isDue} was first asked with what is there now; -1 if it was not. */
  private long since = -1;

  /** Takes accumulators that are sent. */
  interface Sent {
    void accept(int step, String key, Object accumulator);
  }

  /**
   * Makes one.
   *
   * @param most how many accumulators it has at most
   * @param ageMillis how long they may stay
   */
  Combiner(int most, long ageMillis) {
    this.most = most;
    this.ageMillis = ageMillis;
  }

  /**
   * Adds a record. If it can be added only to an accumulator of its own, such as when a sum would
   * become too large, the one before is sent first: records fail here only where each for itself
   * would.
   *
   * @return whether this has made an accumulator
   * @throws RuntimeException what the aggregate has thrown; then nothing has changed
   */
  boolean add(int step, String key, Object record, Aggregate<Object, Object, ?> by, Sent sent) {
    Map<String, Object> accumulators = ofStep.computeIfAbsent(step, s -> new HashMap<>());
    Object before = accumulators.get(key);
    if (before != null) {
      try {
        accumulators.put(key, by.add(before, record));
        return false;
      } catch (RuntimeException e) {
        accumulators.put(key, by.add(by.zero(), record));
        sent.accept(step, key, before);
        return true;
      }
    }
    accumulators.put(key, by.add(by.zero(), record));
    size++;
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether it has as many accumulators as it may have. */
  boolean isFull() {
    return size >= most;
  }

  /** Whether what it has must not stay longer. */
  boolean isDue(long nowMillis) {
    if (since < 0) {
      since = nowMillis;
    }
    return nowMillis - since >= ageMillis;
  }

  /** Sends all. */
  void drain(Sent sent) {
    ofStep.forEach(
        (step, accumulators) -> {
          accumulators.forEach((key, one) -> sent.accept(step, key, one));
          accumulators.clear();
        });
    clear();
  }

  /** Forgets all. */
  void clear() {
    ofStep.clear();
    size = 0;
    since = -1;
  }
}
