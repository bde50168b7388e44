package dev.potoroo.systemtests;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What can be seen of a run from outside, all the time: each commit, as the database has it, why
 * each generation began, as a node says, and whether output was taken back, as the files show.
 */
final class Timeline implements AutoCloseable {
  private static final long COMMITS_EVERY_MILLIS = 20;
  private static final long REASONS_EVERY_MILLIS = 50;

  private final Supplier<List<PotorooProcess>> nodes;
  private final Path outputs;
  private final Postgres.Row row;
  private final List<Commit> commits = new ArrayList<>();
  private final List<Shrink> shrinks = new ArrayList<>();
  private final Map<Path, Long> sizes = new HashMap<>();
  private final Map<Long, String> reasons = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private volatile long generation;
  private int asked;

  /** A commit, and when it was first seen. */
  record Commit(long nanos, long generation, long round) {}

  /** Output that was there and is not any more: a rollback has taken it back. */
  private record Shrink(long nanos, Path file, long before, long after) {}

  private Timeline(Supplier<List<PotorooProcess>> nodes, Path outputs, Postgres.Row row) {
    this.nodes = nodes;
    this.outputs = outputs;
    this.row = row;
  }

  /**
   * Begins to watch.
   *
   * @param nodes those that can be asked
   */
  static Timeline of(Supplier<List<PotorooProcess>> nodes, Path outputs, Postgres.Row row) {
    Timeline timeline = new Timeline(nodes, outputs, row);
    timeline.every(COMMITS_EVERY_MILLIS, timeline::look);
    timeline.every(REASONS_EVERY_MILLIS, timeline::ask);
    return timeline;
  }

  private void every(long millis, Runnable what) {
    Runnable whatever =
        () -> {
          try {
            what.run();
          } catch (RuntimeException | AssertionError e) {
            // A node or the database is away, which is what these tests are about.
          }
        };
    threads.scheduleWithFixedDelay(whatever, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    lookAtOutputs();
    row.read().ifPresent(this::saw);
  }

  private synchronized void saw(Postgres.Committed now) {
    generation = now.generation();
    if (now.round() > 0 && (commits.isEmpty() || last().round() < now.round())) {
      commits.add(new Commit(System.nanoTime(), now.generationOfRound(), now.round()));
    }
  }

  private synchronized void lookAtOutputs() {
    if (!Files.isDirectory(outputs)) {
      return;
    }
    for (Path file : Texts.files(outputs)) {
      long size = size(file);
      Long before = sizes.put(file, size);
      if (before != null && before > size) {
        shrinks.add(new Shrink(System.nanoTime(), file.getFileName(), before, size));
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask() {
    List<PotorooProcess> now = nodes.get();
    if (!now.isEmpty()) {
      JsonNode rounds = now.get(asked++ % now.size()).rounds();
      reasons.put(rounds.path("generation").asLong(), rounds.path("generationReason").asText());
    }
  }

  /** The generation that has begun last. */
  long generation() {
    return generation;
  }

  /** Why a generation began; a question mark if it ended before anybody could ask. */
  String reason(long ofGeneration) {
    return reasons.getOrDefault(ofGeneration, "?");
  }

  /** The last round committed, 0 if there is none. */
  synchronized long round() {
    return commits.isEmpty() ? 0 : last().round();
  }

  private Commit last() {
    return commits.get(commits.size() - 1);
  }

  void awaitRound(long round) {
    await("round [" + round + "]")
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(COMMITS_EVERY_MILLIS))
        .until(() -> round() >= round);
  }

  /**
   * Waits for a generation newer than that, which has committed records: its first round has none.
   *
   * @return when that commit was made
   */
  long awaitProgress(long newerThan) {
    return await("a commit of a generation after [" + newerThan + "]")
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(COMMITS_EVERY_MILLIS))
        .until(() -> progress(newerThan), Optional::isPresent)
        .orElseThrow()
        .nanos();
  }

  private synchronized Optional<Commit> progress(long newerThan) {
    return commits.stream()
        .filter(c -> c.generation() > newerThan && c.generation() == generation)
        .skip(1)
        .findFirst();
  }

  /** The longest time without a commit of records that ends between two moments. */
  synchronized Duration pause(long from, long to) {
    long longest = 0;
    Commit before = null;
    for (int i = 0; i < commits.size(); i++) {
      Commit commit = commits.get(i);
      boolean first = i == 0 || commits.get(i - 1).generation() != commit.generation();
      if (first) {
        continue;
      }
      if (before != null && commit.nanos() >= from && commit.nanos() <= to) {
        longest = Math.max(longest, commit.nanos() - before.nanos());
      }
      before = commit;
    }
    return Duration.ofNanos(longest);
  }

  /** Output in some of the files that was taken back since a moment; empty if none was. */
  synchronized List<String> takenBackSince(long nanos, Set<Path> files) {
    return shrinks.stream()
        .filter(shrink -> shrink.nanos() >= nanos && files.contains(shrink.file()))
        .map(Shrink::toString)
        .toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    row.close();
  }
}
