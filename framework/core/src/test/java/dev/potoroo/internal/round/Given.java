package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.store.RoundCommit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests of rounds begin with. */
final class Given {
  static final String SAME = "p, 4 shards";
  static final long SECOND = 1_000_000_000;
  static final Assignment TWO =
      new Assignment(List.of(new NodeSpec("a:1", 1), new NodeSpec("b:1", 2)), List.of(0, 0, 1, 1));

  /** The watermark of a pipeline without event time. */
  static final long NO_TIME = Long.MIN_VALUE;

  private Given() {}

  /**
   * One round a second, however long writing takes; warns after 10 s; records are lost after 5 s.
   */
  static Rules rules(int members, boolean durable) {
    return new Rules(SAME, members, 4, durable, SECOND, 100, 10 * SECOND, 5 * SECOND, 2);
  }

  static RoundCommit commit(long generation, long round) {
    return new RoundCommit(
        generation,
        round,
        Instant.EPOCH,
        4,
        Map.of("in", Map.of("0", 10 * round)),
        Map.of("out", Map.of("f", "" + round)));
  }

  static Optional<RoundCommit> last(long generation, long round) {
    return Optional.of(commit(generation, round));
  }

  static Prepared prepared(String partition, long position) {
    return new Prepared(
        Map.of("in", Map.of(partition, position)),
        Map.of("out", Map.of(partition, "" + position)),
        10,
        100,
        3,
        7);
  }

  static Report idle(long emitted, long settled) {
    return new Report(emitted, settled, 0, true, List.of());
  }
}
