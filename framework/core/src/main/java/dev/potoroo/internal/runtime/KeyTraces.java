package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.TailEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log of this node what happens to single keys, for a while: by following them, so
 * that no pipeline waits for a log and none is written of keys that nobody has named. Thread-safe.
 */
final class KeyTraces {
  /** The name of the logger. */
  static final String LOGGER = "dev.potoroo.trace";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final Node node;
  private final BiFunction<Integer, String, Optional<KeyTail>> follow;
  private final Map<Key, Trace> traces = new HashMap<>();

  private record Key(int step, String key) {}

  private record Trace(KeyTail tail, Instant until) {}

  /**
   * Makes it.
   *
   * @param follow follows a key of a step; empty if no more may be followed
   */
  KeyTraces(Node node, BiFunction<Integer, String, Optional<KeyTail>> follow) {
    this.node = node;
    this.follow = follow;
  }

  /**
   * Begins, in place of an earlier one for that key.
   *
   * @param duration for how long; 0 only ends the earlier one
   * @return until when; empty if so many keys are followed by way of this node that no more may be
   */
  synchronized Optional<Instant> begin(int step, String key, Duration duration, String reason) {
    Key of = new Key(step, key);
    end(of, "ended");
    Instant now = node.clock().instant();
    if (duration.isZero()) {
      return Optional.of(now);
    }
    Optional<KeyTail> tail = follow.apply(step, key);
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    Trace trace = new Trace(tail.get(), now.plus(duration));
    traces.put(of, trace);
    LOG.info("{}: traced until {} ({})", text(of), trace.until(), reason);
    goOn(of, trace);
    node.workers().after(duration, () -> expired(of, trace));
    return Optional.of(trace.until());
  }

  private synchronized void expired(Key of, Trace trace) {
    if (trace.equals(traces.get(of))) {
      end(of, "has expired");
    }
  }

  private void end(Key of, String how) {
    Trace trace = traces.remove(of);
    if (trace != null) {
      trace.tail().close();
      LOG.info("{}: trace {}", text(of), how);
    }
  }

  private void goOn(Key of, Trace trace) {
    var unused =
        trace
            .tail()
            .next()
            .thenAccept(
                events -> {
                  if (write(of, trace, events)) {
                    goOn(of, trace);
                  }
                });
  }

  private synchronized boolean write(Key of, Trace trace, List<TailEvent> events) {
    if (!trace.equals(traces.get(of))) {
      return false;
    }
    for (TailEvent event : events) {
      LOG.info("{}: {}", text(of), json(event));
    }
    return true;
  }

  private String text(Key of) {
    return "[" + node.topology().steps().get(of.step()).name() + "] key [" + of.key() + "]";
  }

  private static String json(TailEvent event) {
    try {
      return JacksonSupport.json().writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
