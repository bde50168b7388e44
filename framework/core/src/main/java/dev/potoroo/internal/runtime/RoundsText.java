package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.RoundsView;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.store.RoundCommit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tells people what a coordinator is doing. */
final class RoundsText {
  private RoundsText() {}

  static RoundsStatus of(RoundsView view, Optional<RoundCommit> beganAfter, Instant now) {
    return new RoundsStatus(
        view.durable(),
        view.phase(),
        view.generation(),
        view.generationReason(),
        beganAfter
            .map(
                commit -> new RoundsStatus.Commit(commit.round(), commit.generation(), commit.at()))
            .orElse(null),
        view.last().map(RoundCommit::round).orElse(0L),
        view.last().map(RoundCommit::at).orElse(null),
        view.last().map(commit -> Duration.between(commit.at(), now).toMillis()).orElse(-1L),
        view.last().map(RoundCommit::watermark).map(Instants::of).orElse(null),
        view.times().stream()
            .map(
                times ->
                    new RoundsStatus.Round(
                        times.round(),
                        times.objects(),
                        times.bytes(),
                        micros(times.drain()),
                        micros(times.pause()),
                        micros(times.capture()),
                        micros(times.write()),
                        micros(times.commit())))
            .toList());
  }

  static List<ShardsStatus.Movement> movements(RoundsView view) {
    return view.movements().stream()
        .map(
            one ->
                new ShardsStatus.Movement(
                    one.generation(), one.reason(), one.nodes(), one.shards(), micros(one.pause())))
        .toList();
  }

  /** A commit in words. */
  static String commit(Optional<RoundCommit> last) {
    return last.map(c -> "round [" + c.round() + "] of generation [" + c.generation() + "]")
        .orElse("no commit");
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
