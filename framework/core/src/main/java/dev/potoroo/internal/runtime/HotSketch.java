package dev.potoroo.internal.runtime;

import java.util.HashMap;
import java.util.Map;

/**
 * Which keys of one step on one lane have most records, and take most time, of late. It looks at a
 * few records of each batch, so that it costs next to nothing: at {@value #LEAST} of a small one,
 * and one more for every {@value #BETWEEN} records of a larger one. What it finds is an estimate.
 * Plain logic; for one thread.
 */
final class HotSketch {
  private static final int LEAST = 4;
  private static final int BETWEEN = 256;

  private final long windowMillis;
  private Window current;
  private Window previous;
  private int stride = 1;
  private int next;
  private long random = 0x9e3779b97f4a7c15L;

  /** What was seen in a stretch of time. */
  private static final class Window {
    final SpaceSaving records;
    final SpaceSaving nanos;
    long began;

    Window(int counters) {
      records = new SpaceSaving(counters);
      nanos = new SpaceSaving(counters);
    }

    void begin(long now) {
      records.clear();
      nanos.clear();
      began = now;
    }
  }

  /**
   * How much a key has to do.
   *
   * @param recordsPerSecond how many records it has
   * @param busy the share of a lane's time that it takes, 0 to 1
   */
  record Load(double recordsPerSecond, double busy) {
    static final Load NONE = new Load(0, 0);
  }

  /**
   * @param counters how many keys it knows at most
   * @param windowMillis after how long it begins to forget
   */
  HotSketch(int counters, long windowMillis, long now) {
    this.windowMillis = windowMillis;
    this.current = new Window(counters);
    this.previous = new Window(counters);
    current.begin(now);
    previous.begin(now);
  }

  /** A batch of that many records has come. */
  void batch(int size, long now) {
    turn(now);
    stride = Math.max(1, size / (LEAST + size / BETWEEN));
    next = below(stride);
  }

  private void turn(long now) {
    long age = now - current.began;
    if (age >= windowMillis || age < 0) {
      Window oldest = previous;
      previous = current;
      current = oldest;
      oldest.begin(now);
      if (age >= 2 * windowMillis || age < 0) {
        previous.begin(now);
      }
    }
  }

  /**
   * Looks at some records of the batch.
   *
   * @param found holds their slots
   * @param at where the first of them is
   * @param count of how many records they are
   * @param from the first of these in the batch
   */
  void sample(Slot[] found, int at, int count, int from) {
    while (next < from + count) {
      Slot slot = found[at + next - from];
      current.records.add(slot.key, stride);
      slot.watched |= Slot.TIMED;
      // Of random width: keys that come in turn would else always be hit, or never.
      next += stride == 1 ? 1 : 1 + below(2 * stride - 1);
    }
  }

  /** A number from 0 to before {@code bound}; a generator of Marsaglia's. */
  private int below(int bound) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) Math.floorMod(random, (long) bound);
  }

  /**
   * A key that was looked at has had its turn. A key with many records in a batch is looked at more
   * often than one with few: so the time counts for as many turns as were not looked at.
   */
  void timed(Slot slot, int records, long nanos) {
    slot.watched &= ~Slot.TIMED;
    double looked = 1 - Math.pow(1 - 1.0 / stride, records);
    current.nanos.add(slot.key, (long) (nanos / looked));
  }

  /** How much the keys have to do that it knows of. */
  Map<String, Load> loads(long now) {
    turn(now);
    double millis = Math.max(1, now - Math.min(previous.began, current.began));
    Map<String, Load> loads = new HashMap<>();
    for (Window window : new Window[] {previous, current}) {
      for (SpaceSaving.Heavy heavy : window.records.all()) {
        double perSecond = (heavy.weight() - heavy.error()) * 1000.0 / millis;
        loads.merge(heavy.key(), new Load(perSecond, 0), HotSketch::sum);
      }
      for (SpaceSaving.Heavy heavy : window.nanos.all()) {
        double busy = (heavy.weight() - heavy.error()) / 1e6 / millis;
        loads.merge(heavy.key(), new Load(0, busy), HotSketch::sum);
      }
    }
    return loads;
  }

  private static Load sum(Load one, Load other) {
    return new Load(one.recordsPerSecond() + other.recordsPerSecond(), one.busy() + other.busy());
  }
}
