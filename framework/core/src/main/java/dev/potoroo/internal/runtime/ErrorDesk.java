package dev.potoroo.internal.runtime;

import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does with given-up records of one source or step what the policy says. For one thread. */
final class ErrorDesk {
  private final Node node;
  private final String at;
  private final PartCounters counters;
  private final Outbox outbox;

  ErrorDesk(Node node, String at, PartCounters counters, Outbox outbox) {
    this.node = node;
    this.at = at;
    this.counters = counters;
    this.outbox = outbox;
  }

  /** Gives up a record whose raw bytes are gone: it is shown as JSON. */
  void giveUp(
      ErrorPolicy policy,
      @Nullable String key,
      long position,
      String reason,
      Throwable error,
      Object record) {
    giveUp(policy, key, position, reason, Fatal.describe(error), record);
  }

  /** Gives up a record of which only JSON is left. */
  void giveUp(
      ErrorPolicy policy,
      @Nullable String key,
      long position,
      String reason,
      String error,
      Object record) {
    byte[] raw = shown(record);
    giveUp(policy, key, position, reason, error, raw, raw.length);
  }

  /** A key is quarantined: says so in the log. */
  void quarantined(String key, String error) {
    String shown = key.length() > 100 ? key.substring(0, 100) + "..." : key;
    node.deadLetterFile().note(at, "key [" + shown + "] is quarantined", error);
  }

  /** A record for people, whatever its class makes of it. */
  static byte[] shown(Object record) {
    try {
      return record instanceof byte[] bytes
          ? bytes
          : JacksonSupport.json().writeValueAsBytes(record);
    } catch (Throwable notJson) {
      Fatal.rethrow(notJson);
    }
    try {
      return String.valueOf(record).getBytes(StandardCharsets.UTF_8);
    } catch (Throwable notText) {
      Fatal.rethrow(notText);
      return record.getClass().getName().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Gives up a record. */
  void giveUp(
      ErrorPolicy policy,
      @Nullable String key,
      long position,
      String reason,
      String error,
      byte[] raw,
      long rawSize) {
    switch (policy.action()) {
      case SKIP -> {
        counters.skipped.increment();
        node.deadLetterFile().note(at, "skipped", error);
      }
      case STOP -> node.fail(stopped(key, position, error));
      // A record without a key's object cannot be parked.
      case DEAD_LETTER, QUARANTINE_KEY ->
          deadLetter(policy, letter(key, position, reason, error, raw, rawSize));
    }
  }

  /** What the pipeline stops with where the policy says so. */
  PotorooException stopped(@Nullable String key, long position, String error) {
    return new PotorooException(
        ErrorCode.RECORD_STOPPED_PIPELINE,
        "["
            + at
            + "] of pipeline ["
            + node.topology().pipeline()
            + "] could not process a record"
            + (key == null ? "" : " of key [" + key + "]")
            + (position < 0 ? "" : " at position [" + position + "]")
            + ": "
            + error
            + ". Its error policy is stop().");
  }

  private DeadLetter letter(
      @Nullable String key, long position, String reason, String error, byte[] raw, long rawSize) {
    int max = node.settings().deadLetters().maxRawSize();
    return new DeadLetter(
        node.clock().instant(),
        node.topology().pipeline(),
        at,
        Optional.ofNullable(key),
        position,
        reason,
        error,
        raw.length > max ? Arrays.copyOf(raw, max) : raw,
        rawSize);
  }

  private void deadLetter(ErrorPolicy policy, DeadLetter letter) {
    counters.deadLetters.increment();
    Optional<Sink<DeadLetter>> sink = policy.sink();
    if (sink.isPresent()) {
      node.deadLetterFile()
          .note(at, "sent to the dead letters of sink [" + sink.get().name() + "]", letter.error());
      outbox.sink(node.indexOf(sink.get()), letter);
    } else {
      node.deadLetterFile().write(letter);
    }
  }
}
