package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.status.Members;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.NodeStatus;
import dev.potoroo.status.PipelineStatus.SinkStatus;
import dev.potoroo.status.PipelineStatus.SourceStatus;
import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.PipelineStatus.StepStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusSumTest {
  private static NodeReport report(State state, int n, long lag, boolean ended) {
    return new NodeReport(
        state,
        List.of(
            new SourceStatus("in", "memory", n, 2L * n, 3L * n, lag, ended, null, List.of("" + n))),
        List.of(new StepStatus("step", n, 2L * n, 3L * n, 4L * n, 5L * n, 6L * n, 7L * n)),
        List.of(new SinkStatus("out", "memory", n, 2L * n, 3L * n, 4L * n)),
        new NodeStatus("n:" + n, n, n, 10L * n, List.of(), List.of()));
  }

  private static PipelineStatus sum(NodeReport... reports) {
    return StatusSum.of("p", Instant.EPOCH, new Members(reports.length, 3), List.of(reports));
  }

  private static State state(State... states) {
    return StatusSum.of(
            "p",
            Instant.EPOCH,
            new Members(1, 1),
            java.util.Arrays.stream(states).map(s -> report(s, 1, 0, false)).toList())
        .state();
  }

  @Test
  void addsUpWhatTheNodesHaveCounted() {
    PipelineStatus all = sum(report(State.RUNNING, 1, 5, true), report(State.RUNNING, 10, 7, true));
    assertThat(all.sources())
        .containsExactly(
            new SourceStatus("in", "memory", 11, 22, 33, 12, true, null, List.of("1", "10")));
    assertThat(all.steps()).containsExactly(new StepStatus("step", 11, 22, 33, 44, 55, 66, 77));
    assertThat(all.sinks()).containsExactly(new SinkStatus("out", "memory", 11, 22, 33, 44));
    assertThat(all.inFlight()).isEqualTo(110);
    assertThat(all.nodes()).hasSize(2);
  }

  @Test
  void anUnknownLagMakesTheSumUnknownAndAllMustHaveEnded() {
    PipelineStatus all =
        sum(report(State.RUNNING, 1, -1, true), report(State.RUNNING, 1, 7, false));
    assertThat(all.sources().get(0).lag()).isEqualTo(-1);
    assertThat(all.sources().get(0).ended()).isFalse();
  }

  @Test
  void oneFailureIsOneOfAllElseTheNodeThatIsLeastFarTells() {
    assertThat(state(State.RUNNING, State.FAILED)).isEqualTo(State.FAILED);
    assertThat(state(State.RUNNING, State.STARTING)).isEqualTo(State.STARTING);
    assertThat(state(State.DRAINING, State.RUNNING)).isEqualTo(State.RUNNING);
    assertThat(state(State.ENDED, State.DRAINING)).isEqualTo(State.DRAINING);
    assertThat(state(State.ENDED, State.ENDED)).isEqualTo(State.ENDED);
  }

  @Test
  void withoutAnyAnswerItIsStartingAndEmpty() {
    PipelineStatus none = sum();
    assertThat(none.state()).isEqualTo(State.STARTING);
    assertThat(none.steps()).isEmpty();
    assertThat(none.members()).isEqualTo(new Members(0, 3));
  }
}
