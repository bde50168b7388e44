package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.status.Members;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T08:21:07Z");
  private static final RoundsStatus FLOWING =
      new RoundsStatus(true, "flowing", 1, "start", null, 3, SINCE, 400, null, List.of());

  private static PipelineStatus waitingFor(String... what) {
    return new PipelineStatus(
        "word-count",
        PipelineStatus.State.RUNNING,
        SINCE,
        new Members(1, 1),
        0,
        List.of(
            new PipelineStatus.SourceStatus("lines", "kafka", 1, 0, 0, 0, false, null, List.of())),
        List.of(),
        List.of(),
        List.of(new PipelineStatus.NodeStatus("127.0.0.1:1", 64, 0, 0, List.of(what), List.of())));
  }

  @Test
  void saysWhichOutsideSystemsAreWaitedFor() {
    Why why =
        Why.of(
            waitingFor(
                "source [lines]: kafka topic words at k:9092: no broker answers",
                "sink [counts]: round [7] to topic [counts]: TimeoutException",
                "sink [totals]",
                "sink [totals]: a record cannot be encoded, retry [2] of [9] follows: it is away"),
            FLOWING,
            "/api");
    assertThat(why.items())
        .extracting(Why.Item::kind)
        .containsExactly("source", "sink", "sink", "sink");
    assertThat(why.items())
        .extracting(Why.Item::hint)
        .containsExactly(
            "reading goes on by itself when the outside system answers",
            "writing goes on by itself when that is over",
            "it has records to write; if it stays so, the outside system is slow",
            "writing goes on by itself when that is over");
    assertThat(why.items())
        .extracting(Why.Item::what)
        .containsExactly(
            "node [127.0.0.1:1] waits for source [lines]: kafka topic words at k:9092: no broker"
                + " answers",
            "node [127.0.0.1:1] waits for sink [counts]: round [7] to topic [counts]:"
                + " TimeoutException",
            "node [127.0.0.1:1] waits for sink [totals]",
            "node [127.0.0.1:1] waits for sink [totals]: a record cannot be encoded, retry [2] of"
                + " [9] follows: it is away");
  }

  @Test
  void saysNothingWhereNothingIsInTheWay() {
    assertThat(Why.of(waitingFor(), FLOWING, "/api").items()).isEmpty();
  }
}
