package dev.potoroo.launcher;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.SinkStatus;
import dev.potoroo.status.PipelineStatus.SourceStatus;
import dev.potoroo.status.PipelineStatus.StepStatus;
import dev.potoroo.status.RoundsStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** What is said about a run, for people. */
final class StatusText {
  private StatusText() {}

  /** What runs and where it can be reached. */
  static List<String> banner(
      PipelineService service, String management, Optional<PipelineStatus> status) {
    String name = service.pipeline();
    List<String> lines = new ArrayList<>();
    lines.add(Version.name());
    lines.add(line("pipeline", name));
    lines.add(line("node", service.address()));
    lines.add(line("management", management + "/api/v1/pipelines/" + name));
    status.ifPresent(
        known -> {
          known.sources().forEach(s -> lines.add(line("source", s.name() + ": " + s.connector())));
          known.sinks().forEach(s -> lines.add(line("sink", s.name() + ": " + s.connector())));
        });
    return lines;
  }

  /** What a run goes on from, and how to begin anew; empty if it begins with nothing. */
  static Optional<String> goesOn(RoundsStatus rounds, Optional<Path> directory) {
    return Optional.ofNullable(rounds.beganAfter())
        .map(
            commit ->
                line(
                    "state",
                    "goes on after round "
                        + commit.round()
                        + " of generation "
                        + commit.generation()
                        + ", committed "
                        + commit.committedAt().truncatedTo(ChronoUnit.SECONDS)
                        + directory
                            .map(
                                dir ->
                                    "; to begin anew, remove ["
                                        + dir
                                        + "] or give another --data-dir")
                            .orElse("")));
  }

  static String line(String what, String value) {
    return String.format(Locale.ROOT, "  %-11s %s", what, value);
  }

  /** What such a line says, if it is one. */
  static Optional<String> value(String what, String line) {
    String label = line(what, "");
    return line.startsWith(label)
        ? Optional.of(line.substring(label.length()).strip())
        : Optional.empty();
  }

  /** What happened since {@code before}, and how things stand. */
  static String progress(PipelineStatus before, PipelineStatus now, Duration between) {
    StringJoiner text = new StringJoiner(" | ");
    if (now.state() != PipelineStatus.State.RUNNING) {
      text.add(now.state().name().toLowerCase(Locale.ROOT));
    }
    double seconds = Math.max(0.001, between.toNanos() / 1e9);
    text.add(count(rate(records(before), records(now), seconds), "record") + "/s");
    if (now.sources().size() > 1) {
      text.add(rates(before, now, seconds));
    }
    text.add(count(objects(now), "object"));
    text.add(String.format(Locale.ROOT, "%,d in flight", now.inFlight()));
    text.add(count(deadLetters(now), "dead letter"));
    if (quarantined(now) > 0) {
      text.add(count(quarantined(now), "quarantined key"));
    }
    List<Long> lags =
        now.sources().stream().map(SourceStatus::lag).filter(lag -> lag >= 0).toList();
    if (!lags.isEmpty()) {
      text.add(String.format(Locale.ROOT, "lag %,d", lags.stream().mapToLong(l -> l).sum()));
    }
    if (now.members().answered() < now.members().of()) {
      text.add(now.members().answered() + " of " + now.members().of() + " nodes");
    }
    return text.toString();
  }

  /** What a run has done, in one line. */
  static String summary(
      String pipeline,
      Outcome.Kind kind,
      Optional<PipelineStatus> status,
      Duration duration,
      String dataDir) {
    StringJoiner text = new StringJoiner(", ");
    status.ifPresent(
        last -> {
          long dead = deadLetters(last);
          text.add(count(records(last), "record"));
          text.add(count(objects(last), "object"));
          text.add(count(dead, "dead letter") + (dead > 0 ? " (in [" + dataDir + "])" : ""));
          if (quarantined(last) > 0) {
            text.add(count(quarantined(last), "quarantined key"));
          }
        });
    text.add(String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3));
    return pipeline + " " + kind.name().toLowerCase(Locale.ROOT) + ": " + text + ".";
  }

  private static String rates(PipelineStatus before, PipelineStatus now, double seconds) {
    StringJoiner rates = new StringJoiner(", ");
    for (SourceStatus source : now.sources()) {
      long earlier =
          before.sources().stream()
              .filter(other -> other.name().equals(source.name()))
              .mapToLong(SourceStatus::records)
              .sum();
      rates.add(
          String.format(
              Locale.ROOT, "%s %,d/s", source.name(), rate(earlier, source.records(), seconds)));
    }
    return rates.toString();
  }

  /** Not negative: an answer from fewer nodes than the one before counts fewer records. */
  private static long rate(long before, long now, double seconds) {
    return Math.max(0, (long) ((now - before) / seconds));
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static long records(PipelineStatus status) {
    return status.sources().stream().mapToLong(SourceStatus::records).sum();
  }

  private static long objects(PipelineStatus status) {
    return status.steps().stream().mapToLong(StepStatus::objects).sum();
  }

  private static long quarantined(PipelineStatus status) {
    return status.steps().stream().mapToLong(StepStatus::quarantined).sum();
  }

  private static long deadLetters(PipelineStatus status) {
    return status.sources().stream().mapToLong(SourceStatus::deadLetters).sum()
        + status.steps().stream().mapToLong(StepStatus::deadLetters).sum()
        + status.sinks().stream().mapToLong(SinkStatus::deadLetters).sum();
  }
}
