package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a pipeline on several nodes of this machine, from start to exit code. */
final class LocalCluster {
  /** How much longer than the drain nodes may take to stop; each gives up before that. */
  private static final Duration CLOSING = Duration.ofSeconds(90);

  private final Pipeline pipeline;
  private final int count;
  private final Path dataDir;
  private final List<String> arguments;
  private final List<String> java;
  private final Duration patience;
  private final LocalDatabase.Provider databases;
  private final Host host;
  private final boolean verbose;

  private final List<LocalNode> nodes = new ArrayList<>();
  private final BlockingQueue<LocalNode> ended = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private boolean interrupted;
  private boolean closing;
  private boolean failed;

  /**
   * @param arguments for each node, after those that differ
   * @param java the command that runs a node, up to the main class
   * @param config the settings of the nodes
   */
  LocalCluster(
      Pipeline pipeline,
      int count,
      Path dataDir,
      List<String> arguments,
      List<String> java,
      Config config,
      LocalDatabase.Provider databases,
      Host host,
      boolean verbose) {
    this.pipeline = pipeline;
    this.count = count;
    this.dataDir = dataDir;
    this.arguments = arguments;
    this.java = java;
    this.patience = config.getDuration("potoroo.drain-timeout").plus(CLOSING);
    this.databases = databases;
    this.host = host;
    this.verbose = verbose;
  }

  /** Returns when all is over: nodes and database have ended. */
  int call() {
    int code = Cli.FAILED;
    try {
      code = run();
    } catch (CancellationException e) {
      code = code();
    } catch (RuntimeException e) {
      // What is interrupted while it starts fails, which nobody wants to read.
      code = isInterrupted() ? Cli.OK : new Failure(e).print(host.err(), verbose);
    } finally {
      exit.complete(code);
    }
    return code;
  }

  private int run() {
    try (Interrupts.Registration registration = host.interrupts().on(this::interrupted);
        LocalDirectory directory = LocalDirectory.open(dataDir);
        LocalDatabase database = databases.start(directory.resolve("postgres"))) {
      host.err().println(Version.name());
      say("pipeline", pipeline.name());
      say("data", directory.path().toString());
      say("postgres", url(database));
      CompletionStage<Void> unused = database.ended().thenRun(this::databaseEnded);
      try {
        start(directory, database);
        return watch();
      } finally {
        endNodes();
      }
    }
  }

  private static String url(LocalDatabase database) {
    return database.url() + "?user=" + database.user() + "&password=" + database.password();
  }

  private void say(String what, String value) {
    host.err().println(StatusText.line(what, value));
  }

  /** The first node forms the cluster; the others join it. */
  private void start(LocalDirectory directory, LocalDatabase database) {
    LocalNode first = start(1, List.of(), directory, database);
    String seed = await(first, first.address());
    for (int i = 2; i <= count; i++) {
      start(i, List.of(seed), directory, database);
    }
    for (LocalNode node : nodes()) {
      String management = await(node, node.management());
      say(node.name(), management + "  (process " + node.pid() + ")");
    }
    host.err()
        .println(
            "%s up. Ctrl-C stops %s and keeps the state."
                .formatted(
                    count == 1 ? "1 node is" : count + " nodes are", count == 1 ? "it" : "them"));
  }

  private synchronized LocalNode start(
      int number, List<String> seeds, LocalDirectory directory, LocalDatabase database) {
    if (closing) {
      throw new CancellationException();
    }
    String name = "n" + number;
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("run", pipeline.name()));
    command.addAll(arguments);
    // Of two settings of a key the later one counts.
    List<String> own = new ArrayList<>(ownSettings(count, seeds));
    own.add("data-dir=" + directory.resolve(name));
    own.add("store.postgres.url=" + database.url());
    own.add("store.postgres.user=" + database.user());
    own.forEach(setting -> command.add("--set=" + setting));
    LocalNode node =
        LocalNode.start(name, command, Map.of("POTOROO_STORE_PASSWORD", database.password()), host);
    nodes.add(node);
    CompletableFuture<Void> unused = node.ended().thenAccept(ended::add);
    return node;
  }

  /** What all nodes of a local cluster have in common, as values of {@code --set}. */
  static List<String> ownSettings(int count, List<String> seeds) {
    return List.of(
        "store.type=postgres",
        "cluster.host=127.0.0.1",
        "cluster.port=0",
        "cluster.members=" + count,
        "cluster.seeds=" + seeds.stream().map(seed -> '"' + seed + '"').toList(),
        "management.host=127.0.0.1",
        "management.port=0");
  }

  /** Waits for what a node says when it is up; if one fails before all are, that is the end. */
  private String await(LocalNode node, CompletableFuture<String> said) {
    CompletableFuture<LocalNode> failed = new CompletableFuture<>();
    for (LocalNode one : nodes()) {
      // A pipeline with little to do may have ended on one before another says that it is up.
      CompletableFuture<Void> unused =
          one.ended()
              .thenAccept(
                  gone -> {
                    if (gone == node || gone.exitCode() != Cli.OK) {
                      failed.complete(gone);
                    }
                  });
    }
    CompletableFuture.anyOf(said, failed).join();
    if (said.isDone()) {
      return said.join();
    }
    if (isClosing()) {
      throw new CancellationException();
    }
    throw new PotorooException(
        ErrorCode.LOCAL_CLUSTER,
        "Node ["
            + failed.join().name()
            + "] has ended with exit code ["
            + failed.join().exitCode()
            + "] before all nodes were up, so the others are stopped. What it wrote says why.");
  }

  /**
   * Waits for the end of all nodes; the exit code. A node that is lost while the others go on does
   * no harm. One that fails when they end, or are stopped, does.
   */
  private int watch() {
    List<LocalNode> lost = new ArrayList<>();
    boolean ending = false;
    for (int left = count - 1; left >= 0; left--) {
      LocalNode node = next();
      if (node.exitCode() == Cli.OK) {
        ending = true;
        continue;
      }
      tell(node, left);
      if (ending || isClosing()) {
        fail();
      } else {
        lost.add(node);
      }
    }
    if (lost.size() == count) {
      throw new PotorooException(
          ErrorCode.LOCAL_CLUSTER,
          "All nodes have ended unexpectedly, with exit codes "
              + lost.stream().map(LocalNode::exitCode).toList()
              + ". What they wrote says why. Started again, the pipeline goes on from its last"
              + " commit.");
    }
    return code();
  }

  private LocalNode next() {
    try {
      return ended.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private void tell(LocalNode node, int left) {
    int code = node.exitCode();
    String signal = code > 128 ? ", killed by signal " + (code - 128) : "";
    host.err()
        .println(
            "Node [%s] has ended with exit code [%d]%s; nodes left: %d."
                .formatted(node.name(), code, signal, left));
  }

  private void databaseEnded() {
    host.err().println("PostgreSQL has ended unexpectedly, so the nodes are stopped.");
    fail();
    stopNodes();
  }

  private void stopNodes() {
    synchronized (this) {
      closing = true;
    }
    nodes().stream().filter(LocalNode::alive).forEach(LocalNode::stop);
  }

  /** No node is left after this. */
  private void endNodes() {
    stopNodes();
    CompletableFuture<?>[] all =
        nodes().stream().map(LocalNode::ended).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(all).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      killNodes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      killNodes();
    }
  }

  private void killNodes() {
    for (LocalNode node : nodes()) {
      if (node.alive()) {
        host.err().println("Node [" + node.name() + "] does not end in time and is killed.");
        node.kill();
      }
    }
  }

  /** Called by another thread when the JVM is to end; it ends when this returns. */
  private int interrupted() {
    host.err()
        .println("Stopping: the nodes process what was read and leave, then PostgreSQL stops.");
    synchronized (this) {
      interrupted = true;
    }
    stopNodes();
    for (Duration time : List.of(patience, CLOSING)) {
      try {
        return exit.get(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        killNodes();
      } catch (ExecutionException e) {
        return Cli.FAILED;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Cli.FAILED;
      }
    }
    return Cli.FAILED;
  }

  private synchronized boolean isInterrupted() {
    return interrupted;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private synchronized void fail() {
    failed = true;
  }

  private synchronized int code() {
    return failed ? Cli.FAILED : Cli.OK;
  }

  private synchronized List<LocalNode> nodes() {
    return List.copyOf(nodes);
  }
}
