package dev.potoroo.samples.guide;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.Keyed;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import java.time.Instant;

/** The pipeline of the guide to time. */
final class QuietSensors implements Pipeline {
  record Reading(String sensor, double value, Instant at) {}

  record Seen(Instant last, long readings) {}

  record Quiet(String sensor, Instant since) {}

  record Mean(String sensor, Instant from, Instant to, double value) {}

  record Sums(double sum, long count) {
    Sums plus(Reading reading) {
      return new Sums(sum + reading.value(), count + 1);
    }

    Sums plus(Sums other) {
      return new Sums(sum + other.sum(), count + other.count());
    }

    double mean() {
      return sum / count;
    }
  }

  // #region timer
  static final Step<Reading, Seen, Quiet> WATCH =
      Step.named("watch")
          .in(Reading.class)
          .state(Seen.class, () -> new Seen(Instant.EPOCH, 0))
          .out(Quiet.class)
          .on(
              Reading.class,
              (seen, reading, ctx) ->
                  ctx.become(new Seen(reading.at(), seen.readings() + 1))
                      .timer("quiet", ofMinutes(5)))
          .onTimer("quiet", (seen, ctx) -> ctx.keep().emit(new Quiet(ctx.key(), seen.last())))
          .ttl(ofDays(7));
  // #endregion

  // #region aggregate
  static final Aggregate<Reading, Sums, Double> MEAN =
      Aggregate.of(Reading.class)
          .into(Sums.class, () -> new Sums(0, 0))
          .add(Sums::plus)
          .merge(Sums::plus)
          .result(Sums::mean);

  // #endregion

  // #region limit
  static final Ref<Double> LIMIT = Ref.of("limit", Double.class, () -> 100.0);

  static final Step<Mean, Boolean, Mean> TOO_HIGH =
      Step.named("too-high")
          .in(Mean.class)
          .state(Boolean.class, () -> false)
          .out(Mean.class)
          .reads(LIMIT)
          .on(
              Mean.class,
              (none, mean, ctx) ->
                  mean.value() > ctx.ref(LIMIT) ? ctx.clear().emit(mean) : ctx.clear());

  // #endregion

  @Override
  public void define(Flow flow) {
    flow.reference(LIMIT, Source.named("limits", Codec.json(Double.class)));
    // #region source
    var readings =
        flow.from(
            Source.named("readings", Codec.json(Reading.class))
                .eventTime(Reading::at, Watermark.outOfOrder(ofSeconds(10))));
    // #endregion
    readings.keyBy(Reading::sensor).step(WATCH).to(Sink.named("quiet", Codec.json(Quiet.class)));
    // #region window
    DataStream<Mean> means =
        readings
            .keyBy(Reading::sensor)
            .window(
                "means",
                Window.sliding(ofMinutes(10), ofMinutes(1)).lateness(ofMinutes(2)),
                Reading::at,
                MEAN,
                Sink.named("too-late", Codec.json(Reading.class)))
            .map(QuietSensors::mean);
    means.to(Sink.named("means-out", Codec.json(Mean.class)));
    // #endregion
    // #region judged
    means.keyBy(Mean::sensor).step(TOO_HIGH).to(Sink.named("alarms", Codec.json(Mean.class)));
    // #endregion
    // #region running
    readings
        .keyBy(Reading::sensor)
        .aggregate("readings-so-far", Aggregate.count(Reading.class))
        .filter(count -> count.value() % 1000 == 0)
        .map(Keyed::key)
        .to(Sink.named("thousands", Codec.lines()));
    // #endregion
    // #region combined
    readings
        .keyBy(Reading::sensor)
        .combineLocally(MEAN)
        .aggregate("means-so-far")
        .filter(mean -> mean.value() > 100)
        .map(Keyed::key)
        .to(Sink.named("high", Codec.lines()));
    // #endregion
  }

  private static Mean mean(Windowed<Double> window) {
    return new Mean(window.key(), window.start(), window.end(), window.value());
  }
}
