package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a step that a round has changed on a lane, as it has left them. There may be a
 * million, and they stay until they are written, which outlasts a collection of garbage: so they
 * are columns, not an object each that the collector has to follow and to copy.
 */
final class CapturedObjects {
  private final StepVertex step;
  private final String[] keys;
  private final long[] versions;
  private final long[] lastTouched;
  private final @Nullable Object[] states;

  /** Null as long as none has timers, as in most steps. */
  private CapturedTimers @Nullable [] timers;

  private int size;

  /**
   * None yet.
   *
   * @param most how many may be added
   */
  CapturedObjects(StepVertex step, int most) {
    this.step = step;
    keys = new String[most];
    versions = new long[most];
    lastTouched = new long[most];
    states = new Object[most];
  }

  /**
   * Adds an object, which is loaded.
   *
   * @param state as in {@link Captured}
   */
  void add(StateObject object, @Nullable Object state, CapturedTimers ofObject) {
    keys[size] = object.key;
    versions[size] = object.version();
    lastTouched[size] = object.lastTouchedNanos();
    states[size] = state;
    if (timers == null && !ofObject.equals(CapturedTimers.NONE)) {
      timers = new CapturedTimers[keys.length];
      Arrays.fill(timers, CapturedTimers.NONE);
    }
    if (timers != null) {
      timers[size] = ofObject;
    }
    size++;
  }

  int size() {
    return size;
  }

  String key(int index) {
    return keys[index];
  }

  @Nullable Object state(int index) {
    return states[index];
  }

  /** One of them. */
  Captured get(int index) {
    return new Captured(
        step,
        keys[index],
        versions[index],
        Instants.ofNanos(lastTouched[index]),
        states[index],
        timers == null ? CapturedTimers.NONE : timers[index]);
  }
}
