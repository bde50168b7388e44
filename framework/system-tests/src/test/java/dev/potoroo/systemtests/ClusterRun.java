package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
  /** Records of the first step in a second: each transfer is two. */
  private static final long RATE = Long.getLong("test.rate", 50_000);

  private static final String SCHEMA = "cluster";
  private static final String KILL = "kill";
  private static final String COORDINATOR = ", coordinator";

  /** The default. */
  private static final int SHARDS = 128;

  private static final int ROUNDS_AFTER_THE_LAST_FAULT = 5;

  /** For how long nothing may be committed, on a machine that is busy with other things too. */
  private static final Duration LONGEST = Duration.ofSeconds(45);

  private static final Duration TO_THE_END = Duration.ofMinutes(2);

  /** Why a generation begins if something has to be undone. */
  private static final Pattern ROLLBACK =
      Pattern.compile("is gone or cannot be reached|was replaced|were lost|on node \\[");

  private final Path directory;
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

  /** Says where the next node is started. */
  interface Places {
    Host next();
  }

  private ClusterRun(Path directory, Postgres postgres, Places places, String context) {
    this.directory = directory;
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
    return start(nodes, directory, postgres, () -> Host.LOOPBACK, context);
  }

  static ClusterRun start(
      int nodes, Path directory, Postgres postgres, Places places, String context) {
    ClusterRun run = new ClusterRun(directory, postgres, places, context);
    run.atFirst = nodes;
    for (int i = 0; i < nodes; i++) {
      run.add();
    }
    run.timeline.awaitProgress(0);
    return run;
  }

  private Path outputs() {
    return directory.resolve("outputs");
  }

  private PotorooProcess add() {
    int number = started++;
    List<String> arguments = new ArrayList<>(List.of("-cp", classPath()));
    arguments.addAll(List.of("dev.potoroo.launcher.Main", "run", Ledger.NAME));
    arguments.addAll(List.of("--port=0", "--management-port=0"));
    arguments.add("--data-dir=" + directory.resolve("data-" + number));
    for (PotorooProcess member : members) {
      arguments.add("--seed=" + member.node());
    }
    set("cluster.members", atFirst, arguments);
    set("rounds.interval", System.getProperty("test.interval", "500ms"), arguments);
    set("bindings.transfers.connector", "generator", arguments);
    set("bindings.transfers.partitions", Ledger.PARTITIONS, arguments);
    set("bindings.transfers.rate", RATE / 2, arguments);
    set("bindings.seen.connector", "file", arguments);
    set("bindings.seen.path", outputs().resolve("{node}.txt"), arguments);
    postgres.settings(SCHEMA).forEach((key, value) -> set(key, value, arguments));
    PotorooProcess process =
        PotorooProcess.start(
            places.next(),
            directory.resolve("node-" + number),
            Ledger.NAME,
            List.of("-Xmx512m"),
            arguments);
    process.node();
    process.management();
    members.add(process);
    return process;
  }

  private static String classPath() {
    String classes = ClusterRun.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return PotorooProcess.jar() + System.getProperty("path.separator") + classes;
  }

  private static void set(String key, Object value, List<String> to) {
    to.add("--set=" + key + "=" + value);
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
    String oldest =
        Http.json(members.get(0).management() + "/cluster/members").path("oldest").asText();
    return members.stream()
        .filter(member -> oldest.endsWith("@" + member.node()))
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

  void kill(PotorooProcess node) {
    String kind = kind(KILL, node);
    lose(node);
    transition(kind, () -> node.signal("KILL"));
  }

  /** Sends SIGSTOP to a node, until the others have gone on without it; then it must end. */
  void suspend(PotorooProcess node) {
    String kind = kind("suspend", node);
    lose(node);
    transition(kind, () -> node.signal("STOP"));
    node.signal("CONT");
    assertThat(node.exitCode()).as("exit code of %s", node).isNotZero();
  }

  /**
   * Cuts a node off, until the others have gone on without it; then it must end, and nothing that
   * it does until then may count.
   */
  void isolate(PotorooProcess node, Runnable cut, Runnable heal) {
    String kind = kind("cut off", node);
    lose(node);
    transition(kind, cut);
    heal.run();
    assertThat(node.exitCode()).as("exit code of %s", node).isNotZero();
  }

  private String kind(String what, PotorooProcess node) {
    return node == coordinator() ? what + COORDINATOR : what;
  }

  private void lose(PotorooProcess node) {
    // The others must be the majority.
    assertThat(members).hasSizeGreaterThanOrEqualTo(3);
    members.remove(node);
    gone.add(node);
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
        .until(() -> isBalanced(members.get(0).shards()));
  }

  private boolean isBalanced(JsonNode status) {
    List<Integer> sizes = new ArrayList<>();
    Set<Integer> shards = new TreeSet<>();
    for (JsonNode node : status.path("nodes")) {
      sizes.add(node.path("shards").size());
      for (JsonNode shard : node.path("shards")) {
        shards.add(shard.path("shard").asInt());
      }
    }
    sizes.sort(null);
    return sizes.size() == members.size()
        && shards.size() == SHARDS
        && sizes.stream().mapToInt(size -> size).sum() == SHARDS
        && sizes.get(sizes.size() - 1) - sizes.get(0) <= 1;
  }

  // ---- the end

  int kills() {
    return pauses.count(KILL) + pauses.count(KILL + COORDINATOR);
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
