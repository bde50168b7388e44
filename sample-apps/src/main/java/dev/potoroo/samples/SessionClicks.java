package dev.potoroo.samples;

import static java.time.Duration.ofMinutes;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.time.Instant;

/** Counts the clicks of each visit to a site: a visit ends when its user rests for 10 minutes. */
public final class SessionClicks implements Pipeline {
  /** A click. */
  public record Click(String user, String page, Instant at) {
    static Click parse(String line) {
      String[] parts = line.split(",");
      return new Click(parts[0], parts[1], Instant.parse(parts[2]));
    }
  }

  /** What a user has done in one visit; {@code end} is the last click and the time of rest. */
  public record Visit(String user, Instant start, Instant end, long clicks) {}

  private static final Window VISIT = Window.session(ofMinutes(10));

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("clicks", Codec.lines())
                .from(FileSource.resource(SessionClicks.class, "clicks.csv"))
                .eventTime(line -> Click.parse(line).at(), Watermark.monotonic()))
        .map(Click::parse)
        .keyBy(Click::user)
        .window("visits", VISIT, Click::at, Aggregate.count(Click.class))
        .map(visit -> new Visit(visit.key(), visit.start(), visit.end(), visit.value()))
        .to(Sink.named("sessions", Codec.json(Visit.class)).into(ConsoleSink.stdout()));
  }
}
