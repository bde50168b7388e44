package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run of {@link Ledger} whose nodes come and go, each a process, with a database for its state
 * and a file on each node for its output. Each transition must have its effect before the next one,
 * and how long it took is noted; what is committed is compared all the time, and the output at the
 * end.
 */
final class ClusterRun implements AutoCloseable {
  private static final String SCHEMA = "cluster";
  private static final String COORDINATOR = ", coordinator";

  /** The default. */
  private static final int SHARDS = 128;

  private static final int ROUNDS_AFTER_THE_LAST_FAULT = 5;

  /** More than a node says, less than it writes to its output. */
  private static final long LARGEST_FILE = 512 * 1024;

  /** For how long nothing may be committed. */
  private static final Duration LONGEST = PotorooProcess.PATIENCE.dividedBy(2);

  private static final Duration TO_THE_END = Duration.ofMinutes(2);

  /** Why a generation begins if something has to be undone. */
  private static final Pattern ROLLBACK =
      Pattern.compile("is gone or cannot be reached|was replaced|were lost|on node \\[");

  private final Path directory;
  private final LedgerStarter starter;
  private final Postgres postgres;
  private final Places places;
  private final String context;
  private final List<PotorooProcess> members = new CopyOnWriteArrayList<>();
  private final List<PotorooProcess> gone = new ArrayList<>();
  private final Pauses pauses = new Pauses();
  private final Timeline timeline;
  private final LedgerCheck check;
  private final long began = System.nanoTime();
  private int started;
  private int atFirst;
  private int killed;

  /** Says where the next node is started. */
  interface Places {
    Host next(List<PotorooProcess> members);
  }

  private ClusterRun(Path directory, Postgres postgres, Places places, String context) {
    this.directory = directory;
    this.starter = new LedgerStarter(directory, outputs(), postgres.settings(SCHEMA));
    this.postgres = postgres;
    this.places = places;
    this.context = context;
    timeline = Timeline.of(this::members, outputs(), postgres.row(SCHEMA));
    check = LedgerCheck.start(postgres, SCHEMA);
  }

  /**
   * Starts as many nodes, and waits until they commit.
   *
   * @param context what repeats the run, for messages
   */
  static ClusterRun start(int nodes, Path directory, Postgres postgres, String context) {
    return start(nodes, directory, postgres, members -> Host.LOOPBACK, context);
  }

  static ClusterRun start(
      int nodes, Path directory, Postgres postgres, Places places, String context) {
    ClusterRun run = new ClusterRun(directory, postgres, places, context);
    run.begin(nodes, 0);
    return run;
  }

  private void begin(int nodes, long generation) {
    atFirst = nodes;
    for (int i = 0; i < nodes; i++) {
      add();
    }
    timeline.awaitProgress(generation);
  }

  private Path outputs() {
    return directory.resolve("outputs");
  }

  private PotorooProcess add() {
    PotorooProcess process =
        starter.start(places.next(List.copyOf(members)), started++, members, atFirst);
    members.add(process);
    return process;
  }

  // ---- who is there

  /** The nodes that are to be there. */
  List<PotorooProcess> members() {
    return members;
  }

  int size() {
    return members.size();
  }

  /** The node that decides for all. */
  PotorooProcess coordinator() {
    String oldest = ClusterView.of(members.get(0)).oldest();
    return members.stream()
        .filter(member -> oldest.equals(member.node()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("[" + oldest + "] is not one of ours, " + this));
  }

  /** One that does not, the oldest of them first. */
  PotorooProcess other() {
    PotorooProcess coordinator = coordinator();
    return members.stream().filter(member -> member != coordinator).findFirst().orElseThrow();
  }

  // ---- they come and go

  /** A new node, which gets its share. */
  PotorooProcess join() {
    PotorooProcess[] joined = new PotorooProcess[1];
    planned("join", null, () -> joined[0] = add());
    return joined[0];
  }

  /** Sends SIGTERM to a node, which hands over and ends, while the others go on. */
  void leave(PotorooProcess node) {
    String kind = kind("leave", node);
    members.remove(node);
    gone.add(node);
    planned(
        kind,
        node,
        () -> assertThat(node.terminate().exitCode()).as("exit code of %s", node).isZero());
  }

  /** The same, asked for over HTTP. */
  void leaveWhenAsked(PotorooProcess node) {
    members.remove(node);
    gone.add(node);
    planned(
        "leave, asked over HTTP",
        node,
        () -> {
          order(node, "/api/v1/members/self/leave");
          assertThat(node.exitCode()).as("exit code of %s", node).isZero();
        });
  }

  /** Asks for shards to be spread evenly. */
  void rebalance() {
    PotorooProcess node = other();
    String path = "/api/v1/pipelines/" + Ledger.NAME + "/rebalance";
    planned("rebalance", null, () -> order(node, path));
  }

  private static void order(PotorooProcess node, String path) {
    HttpResponse<String> answer = Http.post(node.management() + path, LedgerStarter.TOKEN);
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(202);
  }

  /** Each node leaves, and another one joins, one after the other. */
  void restartOneByOne() {
    long before = System.nanoTime();
    for (PotorooProcess node : List.copyOf(members)) {
      leave(node);
      join();
    }
    settled("rolling restart", before, System.nanoTime());
  }

  /** Kills some at once; the others must be the majority. */
  void kill(PotorooProcess... nodes) {
    List<PotorooProcess> victims = List.of(nodes);
    String kind = kind(victims.size() == 1 ? "kill" : "kill of " + victims.size(), victims);
    lose(victims);
    transition(kind, () -> victims.forEach(node -> node.signal("KILL")));
    killed += victims.size();
  }

  /** Sends SIGSTOP to a node, until the others have gone on without it; then it must end. */
  void suspend(PotorooProcess node) {
    isolate("suspend", List.of(node), () -> node.signal("STOP"), () -> node.signal("CONT"));
  }

  /**
   * Cuts nodes off, until the others have gone on without them; then they must end, and nothing
   * that they do until then may count.
   */
  void isolate(String what, List<PotorooProcess> nodes, Runnable cut, Runnable heal) {
    String kind = kind(what, nodes);
    lose(nodes);
    transition(kind, cut);
    heal.run();
    for (PotorooProcess node : nodes) {
      assertThat(node.exitCode()).as("exit code of %s", node).isNotZero();
    }
  }

  private String kind(String what, PotorooProcess node) {
    return kind(what, List.of(node));
  }

  private String kind(String what, List<PotorooProcess> nodes) {
    return nodes.contains(coordinator()) ? what + COORDINATOR : what;
  }

  private void lose(List<PotorooProcess> nodes) {
    members.removeAll(nodes);
    gone.addAll(nodes);
    assertThat(members).as("the majority").hasSizeGreaterThan(nodes.size());
  }

  /**
   * Does something of which it is not certain who ends, if anybody does: whoever goes on must agree
   * with the others on who is there. If all have ended, as many are started again.
   *
   * @param atLeast for how long nothing can be committed because of it
   */
  void disturb(String kind, Runnable what, Duration atLeast) {
    int before = members.size();
    long began = System.nanoTime();
    what.run();
    await("nodes agree on who is there, " + kind + ", " + this)
        .atMost(PotorooProcess.PATIENCE)
        .ignoreExceptions()
        .until(this::agree);
    if (members.isEmpty()) {
      begin(before, timeline.generation());
    }
    timeline.awaitRound(timeline.round() + 2);
    settled(kind, began, System.nanoTime());
    System.out.printf("%s: %s, [%d] nodes ended%n", kind, pauses.last(), before - members.size());
    assertThat(timeline.pause(began, System.nanoTime()))
        .as("time without commits: it must have had an effect, %s, %s", kind, this)
        .isGreaterThan(atLeast);
  }

  private boolean agree() {
    for (PotorooProcess member : members) {
      if (!member.alive()) {
        assertThat(member.exitCode()).as("exit code of %s", member).isNotZero();
        members.remove(member);
        gone.add(member);
      }
    }
    Set<String> ours = new TreeSet<>();
    members.forEach(member -> ours.add(member.node()));
    return members.stream().allMatch(member -> ours.equals(ClusterView.of(member).up()));
  }

  /** Waits until a generation newer than that commits. */
  void awaitProgressAfter(long generation) {
    timeline.awaitProgress(generation);
  }

  /** The generation that has begun last. */
  long generation() {
    return timeline.generation();
  }

  /**
   * Lets no file of a node grow any more, as if its disk were full: the pipeline ends on all nodes
   * with an error. Then as many are started again, which go on.
   */
  void failSink(PotorooProcess node) {
    int before = members.size();
    long generation = timeline.generation();
    Path output = outputs().resolve(node.node().replace(':', '-') + ".txt");
    await("output of " + node).until(() -> Files.size(output) > LARGEST_FILE);
    transition(
        "sink fails, all start again",
        () -> {
          node.limitFiles(LARGEST_FILE);
          for (PotorooProcess member : members) {
            assertThat(member.exitCode()).as("exit code of %s", member).isNotZero();
            assertThat(member.stderr()).contains("Sink [" + Ledger.SINK + "] failed");
          }
          gone.addAll(members);
          members.clear();
          begin(before, generation);
        });
  }

  /** Sends SIGSTOP to a node for less time than the others need to give it up. */
  void nap(PotorooProcess node, Duration length) {
    node.signal("STOP");
    assertThat(node.endsWithin(length)).isFalse();
    node.signal("CONT");
    timeline.awaitRound(timeline.round() + 2);
    settled("nap", System.nanoTime() - length.toNanos(), System.nanoTime());
  }

  /** Kills the database and starts it again. */
  void restartDatabase() {
    long before = System.nanoTime();
    postgres.kill();
    postgres.restart();
    long round = timeline.round();
    timeline.awaitRound(round + 2);
    settled("database", before, System.nanoTime());
  }

  private void planned(String kind, PotorooProcess leaving, Runnable action) {
    long generation = timeline.generation();
    long before = System.nanoTime();
    Set<Path> files = new HashSet<>();
    Stream.concat(members.stream(), Stream.ofNullable(leaving))
        .forEach(node -> files.add(Path.of(node.node().replace(':', '-') + ".txt")));
    transition(kind, action);
    for (long next = generation + 1; next <= timeline.generation(); next++) {
      assertThat(timeline.reason(next)).as("%s, %s", kind, this).doesNotContainPattern(ROLLBACK);
    }
    assertThat(timeline.takenBackSince(before, files))
        .as("taken back by %s, %s", kind, this)
        .isEmpty();
  }

  private void transition(String kind, Runnable action) {
    long generation = timeline.generation();
    long before = System.nanoTime();
    action.run();
    settled(kind, before, timeline.awaitProgress(generation));
    System.out.printf("%s: %s%n", kind, pauses.last());
    for (long next = generation + 1; next <= timeline.generation(); next++) {
      System.out.printf("  generation [%d]: %s%n", next, timeline.reason(next));
    }
    System.out.printf("  %s%n", lastMovement());
  }

  private JsonNode lastMovement() {
    JsonNode movements = members.get(0).shards().path("movements");
    return movements.path(movements.size() - 1);
  }

  private void settled(String kind, long from, long to) {
    Duration pause = timeline.pause(from, to);
    pauses.add(kind, pause, Duration.ofNanos(to - from));
    check.assertGood();
    assertThat(pause).as("time without commits, %s, %s", kind, this).isLessThan(LONGEST);
    for (PotorooProcess member : members) {
      assertThat(member.alive()).as("%s lives, after %s", member, kind).isTrue();
    }
  }

  /** Waits until each shard has one node, and each node as many as any other, but for one. */
  void awaitBalance() {
    await("shards are spread evenly, " + this)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> ClusterView.of(members.get(0)).isBalanced(SHARDS, members.size()));
  }

  // ---- the end

  int kills() {
    return killed;
  }

  /** Stops all nodes: everything that was ever read must be there, once. */
  void finish() {
    timeline.awaitRound(timeline.round() + ROUNDS_AFTER_THE_LAST_FAULT);
    double seconds = (System.nanoTime() - began) / 1e9;
    members.forEach(PotorooProcess::terminate);
    for (PotorooProcess member : members) {
      assertThat(member.exitCode(TO_THE_END)).as("exit code of %s", member).isZero();
    }
    LedgerOracle oracle = check.end();
    LedgerOutput.read(Texts.files(outputs())).assertSameAs(oracle);
    System.out.printf(
        "%s%n[%d] transfers, [%.0f] records/s in [%.0f] s, [%d] commits compared, %s%n",
        pauses,
        oracle.transfers(),
        2 * oracle.transfers() / seconds,
        seconds,
        check.checked(),
        this);
  }

  @Override
  public String toString() {
    return context + ", in " + directory;
  }

  @Override
  public void close() {
    timeline.close();
    members.forEach(PotorooProcess::close);
    gone.forEach(PotorooProcess::close);
    check.close();
  }
}
