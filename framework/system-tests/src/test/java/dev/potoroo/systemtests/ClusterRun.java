package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

  private static final Duration TO_THE_END = Duration.ofMinutes(2);

  private final Path outputs;
  private final Postgres postgres;
  private final String context;
  private final ClusterMembers members;
  private final Timeline timeline;
  private final LedgerCheck check;
  private final Transitions transitions;
  private final long began = System.nanoTime();
  private int killed;

  /** Says where the next node is started. */
  interface Places {
    Host next(List<PotorooProcess> members);
  }

  private ClusterRun(Path directory, Postgres postgres, Places places, String context) {
    this.outputs = directory.resolve("outputs");
    this.postgres = postgres;
    this.context = context + ", in " + directory;
    members = new ClusterMembers(directory, outputs, postgres.settings(SCHEMA), places);
    timeline = Timeline.of(members::all, outputs, postgres.row(SCHEMA));
    check = LedgerCheck.start(postgres, SCHEMA);
    transitions = new Transitions(members, timeline, check, this.context);
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
    members.begin(nodes);
    timeline.awaitProgress(generation);
  }

  // ---- who is there

  /** The nodes that are to be there. */
  List<PotorooProcess> members() {
    return members.all();
  }

  int size() {
    return members.all().size();
  }

  /** The node that decides for all. */
  PotorooProcess coordinator() {
    return members.coordinator();
  }

  /** One that does not, the oldest of them first. */
  PotorooProcess other() {
    return members.other();
  }

  // ---- they come and go

  /** A new node, which gets its share. */
  PotorooProcess join() {
    join(1);
    return members().get(size() - 1);
  }

  /** That many new nodes at once, of which each gets its share. */
  void join(int nodes) {
    String kind = nodes == 1 ? "join" : "join of " + nodes;
    transitions.planned(
        kind,
        List.of(),
        () -> {
          for (int i = 0; i < nodes; i++) {
            members.add();
          }
        });
    awaitBalance();
  }

  /** Sends SIGTERM to a node, which hands over and ends, while the others go on. */
  void leave(PotorooProcess node) {
    String kind = kind("leave", List.of(node));
    members.leave(List.of(node));
    transitions.planned(kind, List.of(node), () -> assertEndsWell(node.terminate()));
  }

  /** The same, asked for over HTTP. */
  void leaveWhenAsked(PotorooProcess node) {
    members.leave(List.of(node));
    transitions.planned(
        "leave, asked over HTTP",
        List.of(node),
        () -> {
          order(node, "/api/v1/members/self/leave");
          assertEndsWell(node);
        });
  }

  private static void assertEndsWell(PotorooProcess node) {
    assertThat(node.exitCode()).as("exit code of %s", node).isZero();
  }

  /** Asks for shards to be spread evenly. */
  void rebalance() {
    PotorooProcess node = other();
    String path = "/api/v1/pipelines/" + Ledger.NAME + "/rebalance";
    transitions.planned("rebalance", List.of(), () -> order(node, path));
  }

  private static void order(PotorooProcess node, String path) {
    HttpResponse<String> answer =
        Http.post(node.management() + path, LedgerStarter.TOKEN, "{\"reason\": \"a test\"}");
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(202);
  }

  /** Each node leaves, and another one joins, one after the other. */
  void restartOneByOne() {
    long before = System.nanoTime();
    for (PotorooProcess node : List.copyOf(members())) {
      leave(node);
      join();
    }
    transitions.settled("rolling restart", before, System.nanoTime());
  }

  /** Kills some at once; the others must be the majority. */
  void kill(PotorooProcess... nodes) {
    List<PotorooProcess> victims = List.of(nodes);
    String kind = kind(victims.size() == 1 ? "kill" : "kill of " + victims.size(), victims);
    members.lose(victims);
    transitions.run(kind, () -> victims.forEach(node -> node.signal("KILL")));
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
    members.lose(nodes);
    transitions.run(kind, cut);
    heal.run();
    nodes.forEach(ClusterMembers::assertEndsWithAnError);
  }

  private String kind(String what, List<PotorooProcess> nodes) {
    return nodes.contains(coordinator()) ? what + COORDINATOR : what;
  }

  /** Sends SIGSTOP to a node for less time than the others need to give it up. */
  void nap(PotorooProcess node, Duration length) {
    node.signal("STOP");
    assertThat(node.endsWithin(length)).isFalse();
    node.signal("CONT");
    timeline.awaitRound(timeline.round() + 2);
    transitions.settled("nap", System.nanoTime() - length.toNanos(), System.nanoTime());
  }

  // ---- what is around them fails

  /**
   * Does something of which it is not certain who ends, if anybody does: whoever goes on must agree
   * with the others on who is there. If all have ended, as many are started again.
   *
   * @param atLeast for how long nothing can be committed because of it
   */
  void disturb(String kind, Runnable what, Duration atLeast) {
    int before = size();
    long start = System.nanoTime();
    what.run();
    await("nodes agree on who is there, " + kind + ", " + this)
        .atMost(PotorooProcess.PATIENCE)
        .ignoreExceptions()
        .until(members::agree);
    int ended = before - size();
    if (size() == 0) {
      begin(before, timeline.generation());
    }
    timeline.awaitRound(timeline.round() + 2);
    transitions.settled(kind, start, System.nanoTime());
    System.out.printf("  [%d] nodes ended%n", ended);
    assertThat(timeline.pause(start, System.nanoTime()))
        .as("time without commits: it must have had an effect, %s, %s", kind, this)
        .isGreaterThan(atLeast);
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
    int before = size();
    long generation = timeline.generation();
    Path output = members.output(node);
    await("output of " + node).until(() -> Files.size(output) > LARGEST_FILE);
    transitions.run(
        "sink fails, all start again",
        () -> {
          node.limitFiles(LARGEST_FILE);
          for (PotorooProcess member : members()) {
            ClusterMembers.assertEndsWithAnError(member);
            assertThat(member.stderr()).contains("Sink [" + Ledger.SINK + "] failed");
          }
          members.leave(List.copyOf(members()));
          begin(before, generation);
        });
  }

  /** Kills the database and starts it again. */
  void restartDatabase() {
    long before = System.nanoTime();
    postgres.kill();
    postgres.restart();
    timeline.awaitRound(timeline.round() + 2);
    transitions.settled("database", before, System.nanoTime());
  }

  /** Waits until each shard has one node, and each node as many as any other, but for one. */
  void awaitBalance() {
    await("shards are spread evenly, " + this)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> ClusterView.of(members().get(0)).isBalanced(SHARDS, size()));
  }

  // ---- the end

  int kills() {
    return killed;
  }

  /** Stops all nodes: everything that was ever read must be there, once. */
  void finish() {
    timeline.awaitRound(timeline.round() + ROUNDS_AFTER_THE_LAST_FAULT);
    double seconds = (System.nanoTime() - began) / 1e9;
    members().forEach(PotorooProcess::terminate);
    for (PotorooProcess member : members()) {
      assertThat(member.exitCode(TO_THE_END)).as("exit code of %s", member).isZero();
    }
    LedgerOracle oracle = check.end();
    LedgerOutput.read(Texts.files(outputs)).assertSameAs(oracle);
    System.out.printf(
        "%s%n[%d] transfers, [%.0f] records/s in [%.0f] s, [%d] commits compared, %s%n",
        transitions,
        oracle.transfers(),
        2 * oracle.transfers() / seconds,
        seconds,
        check.checked(),
        this);
  }

  @Override
  public String toString() {
    return context;
  }

  @Override
  public void close() {
    transitions.close();
    members.close();
  }
}
