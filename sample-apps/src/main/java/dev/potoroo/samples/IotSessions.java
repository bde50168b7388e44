package dev.potoroo.samples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.time.Instant;

/**
 * What devices report, session by session: one ends when its device is silent for 5 minutes.
 * Readings may come up to 10 seconds out of order.
 */
public final class IotSessions implements Pipeline {
  /** What a device has measured. */
  public record Reading(String device, double celsius, Instant at) {}

  /** A session of a device; {@code end} is its last reading and the time of silence. */
  public record Session(
      String device, Instant start, Instant end, long readings, double lowest, double highest) {}

  /** The readings of a session so far. */
  public record Range(long readings, double lowest, double highest) {
    static Range none() {
      return new Range(0, Double.MAX_VALUE, -Double.MAX_VALUE);
    }

    Range with(Reading reading) {
      return with(new Range(1, reading.celsius(), reading.celsius()));
    }

    Range with(Range other) {
      return new Range(
          readings + other.readings,
          Math.min(lowest, other.lowest),
          Math.max(highest, other.highest));
    }
  }

  // #region window
  private static final Aggregate<Reading, Range, Range> RANGE =
      Aggregate.of(Reading.class)
          .into(Range.class, Range::none)
          .add(Range::with)
          .merge(Range::with)
          .result(range -> range);

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("readings", Codec.json(Reading.class))
                .from(FileSource.resource(IotSessions.class, "readings.jsonl"))
                .eventTime(Reading::at, Watermark.outOfOrder(ofSeconds(10))))
        .keyBy(Reading::device)
        .window("session", Window.session(ofMinutes(5)), Reading::at, RANGE)
        .map(IotSessions::session)
        .to(Sink.named("sessions", Codec.json(Session.class)).into(ConsoleSink.stdout()));
  }

  // #endregion

  private static Session session(Windowed<Range> of) {
    Range range = of.value();
    return new Session(
        of.key(), of.start(), of.end(), range.readings(), range.lowest(), range.highest());
  }
}
