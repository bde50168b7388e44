package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A node of a local cluster: a process, whose output is copied with its name. */
final class LocalNode {
  private final String name;
  private final Process process;
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final CompletableFuture<String> management = new CompletableFuture<>();
  private final CompletableFuture<LocalNode> ended;

  private LocalNode(String name, Process process, Host host) {
    this.name = name;
    this.process = process;
    CompletableFuture<Void> out = copy(process.getInputStream(), host.out(), line -> {});
    CompletableFuture<Void> err = copy(process.getErrorStream(), host.err(), this::listen);
    this.ended = CompletableFuture.allOf(out, err, process.onExit()).thenApply(nothing -> this);
  }

  static LocalNode start(String name, List<String> command, Map<String, String> env, Host host) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    try {
      return new LocalNode(name, builder.start(), host);
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.LOCAL_CLUSTER,
          "Node ["
              + name
              + "] cannot be started with ["
              + command.get(0)
              + "]: "
              + e.getMessage()
              + ".",
          e);
    }
  }

  private CompletableFuture<Void> copy(InputStream in, PrintStream to, Consumer<String> seen) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              new PrefixedLines(name, to, seen).copy(in);
              done.complete(null);
            },
            "potoroo-output-" + name);
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** A node says where it can be reached when it is a member and its connectors are open. */
  private void listen(String line) {
    StatusText.value("node", line).ifPresent(address::complete);
    StatusText.value("management", line).ifPresent(management::complete);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Where other nodes reach it; completes when it is known. */
  CompletableFuture<String> address() {
    return address;
  }

  /** The URL of the pipeline there; completes when the node is up. */
  CompletableFuture<String> management() {
    return management;
  }

  boolean up() {
    return management.isDone();
  }

  /** Completes when the process has ended and all its output is copied. */
  CompletableFuture<LocalNode> ended() {
    return ended;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Of an ended process. */
  int exitCode() {
    return process.exitValue();
  }

  /** Asks the process to end: it drains and leaves. */
  void stop() {
    // Not of the process itself: that would close its output.
    process.toHandle().destroy();
  }

  void kill() {
    process.toHandle().destroyForcibly();
  }
}
