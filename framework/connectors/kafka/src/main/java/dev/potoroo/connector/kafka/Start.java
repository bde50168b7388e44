package dev.potoroo.connector.kafka;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Where a source begins that the pipeline has never read. */
sealed interface Start {

  /** With the oldest record. */
  record Earliest() implements Start {}

  /** With what comes next. */
  record Latest() implements Start {}

  /** Where a consumer group is; with the oldest record of partitions that it has not read. */
  record OfGroup() implements Start {}

  /** With the first record of that time or later. */
  record At(Instant time) implements Start {}

  /**
   * Reads a setting.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Start parse(String text) {
    return switch (text) {
      case "earliest" -> new Earliest();
      case "latest" -> new Latest();
      case "group" -> new OfGroup();
      default -> {
        try {
          yield new At(Instant.parse(text));
        } catch (DateTimeParseException e) {
          throw new IllegalArgumentException(
              "start is ["
                  + text
                  + "]. It must be [earliest], [latest], [group], or a time such as"
                  + " [2026-01-31T08:00:00Z].",
              e);
        }
      }
    };
  }
}
