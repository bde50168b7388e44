package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Watches what becomes of a {@link ClusterRun} when something is done to it: each transition must
 * have its effect, and how long it took is noted.
 */
final class Transitions implements AutoCloseable {
  /** For how long nothing may be committed. */
  private static final Duration LONGEST = PotorooProcess.PATIENCE.dividedBy(2);

  /** Why a generation begins if something has to be undone. */
  private static final Pattern ROLLBACK =
      Pattern.compile("is gone or cannot be reached|was replaced|were lost|on node \\[");

  private final ClusterMembers members;
  private final Timeline timeline;
  private final LedgerCheck check;
  private final Pauses pauses = new Pauses();
  private final String context;

  /**
   * Begins to watch.
   *
   * @param context what repeats the run and where its files are, for messages
   */
  Transitions(ClusterMembers members, Timeline timeline, LedgerCheck check, String context) {
    this.members = members;
    this.timeline = timeline;
    this.check = check;
    this.context = context;
  }

  /** Does something, and waits until a newer generation commits. */
  void run(String kind, Runnable action) {
    long generation = timeline.generation();
    long before = System.nanoTime();
    action.run();
    settled(kind, before, timeline.awaitProgress(generation));
    for (long next = generation + 1; next <= timeline.generation(); next++) {
      System.out.printf("  generation [%d]: %s%n", next, timeline.reason(next));
    }
    System.out.printf("  %s%n", lastMovement());
  }

  private JsonNode lastMovement() {
    JsonNode movements = members.all().get(0).shards().path("movements");
    return movements.path(movements.size() - 1);
  }

  /**
   * The same, by which nothing may be taken back.
   *
   * @param leaving nodes that are to be there no longer
   */
  void planned(String kind, List<PotorooProcess> leaving, Runnable action) {
    long generation = timeline.generation();
    long before = System.nanoTime();
    Set<Path> files = new HashSet<>();
    members.all().forEach(node -> files.add(members.output(node).getFileName()));
    leaving.forEach(node -> files.add(members.output(node).getFileName()));
    run(kind, action);
    for (long next = generation + 1; next <= timeline.generation(); next++) {
      assertThat(timeline.reason(next)).as("%s, %s", kind, context).doesNotContainPattern(ROLLBACK);
    }
    assertThat(timeline.takenBackSince(before, files))
        .as("taken back by %s, %s", kind, context)
        .isEmpty();
  }

  /** Notes how long nothing was committed between two moments: nothing may be wrong since. */
  void settled(String kind, long from, long to) {
    Duration pause = timeline.pause(from, to);
    pauses.add(kind, pause, Duration.ofNanos(to - from));
    System.out.printf("%s: %s%n", kind, pauses.last());
    check.assertGood();
    assertThat(pause).as("time without commits, %s, %s", kind, context).isLessThan(LONGEST);
    for (PotorooProcess member : members.all()) {
      assertThat(member.alive()).as("%s lives, after %s", member, kind).isTrue();
    }
  }

  @Override
  public String toString() {
    return pauses.toString();
  }

  @Override
  public void close() {
    timeline.close();
    check.close();
  }
}
