package dev.potoroo.launcher.postgres;

import dev.potoroo.launcher.LocalDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A server that runs. {@code pg_ctl} makes it the leader of a session of its own, so that Ctrl-C,
 * which a terminal sends to all processes in the foreground, does not reach it: the nodes need it
 * to the end.
 */
final class Server implements LocalDatabase {
  private static final String USER = "postgres";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** How often another port is tried: somebody may take one between its choice and the start. */
  private static final int TRIES = 3;

  private final Programs programs;
  private final Path data;
  private final int port;
  private final String password;
  private final PortWatch watch;

  private Server(Programs programs, Path data, int port, String password) throws IOException {
    this.programs = programs;
    this.data = data;
    this.port = port;
    this.password = password;
    this.watch = new PortWatch(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
  }

  static Server start(Path directory, Programs programs) throws IOException {
    Path data = directory.resolve("data");
    if (!Files.isDirectory(data)) {
      make(directory, data, programs);
    }
    if (Files.exists(pidFile(data))) {
      // Left by a local-cluster that was killed; if it does not run either, nothing happens.
      stop(programs, data, "fast");
    }
    String password = Files.readString(directory.resolve("password"));
    Path log = directory.resolve("log");
    for (int tries = 1; ; tries++) {
      long before = Files.exists(log) ? Files.size(log) : 0;
      int port = freePort();
      try {
        Programs.Result result =
            programs.run(
                "pg_ctl",
                "start",
                "--wait",
                "--timeout=60",
                "--pgdata=" + data,
                "--log=" + log,
                "--options=-p "
                    + port
                    + " -h 127.0.0.1 -c unix_socket_directories=''"
                    + " -c max_connections=500");
        if (result.good()) {
          return new Server(programs, data, port, password);
        }
        stop(programs, data, "immediate");
        String why = why(log, before, result);
        if (!why.contains("create any TCP/IP sockets") || tries == TRIES) {
          throw LocalPostgres.failed("did not start: " + why + " See [" + log + "]");
        }
      } catch (IOException e) {
        stop(programs, data, "immediate");
        throw e;
      }
    }
  }

  /** Makes the data: complete or not there. */
  private static void make(Path directory, Path data, Programs programs) throws IOException {
    Path incomplete = directory.resolve("data.new");
    Binaries.delete(incomplete);
    Path password = directory.resolve("password");
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(password);
    Files.createFile(password, PRIVATE);
    Files.writeString(password, HexFormat.of().formatHex(random));
    Programs.Result result =
        programs.run(
            "initdb",
            "--pgdata=" + incomplete,
            "--username=" + USER,
            "--auth=scram-sha-256",
            "--pwfile=" + password,
            "--encoding=UTF8",
            "--no-locale");
    if (!result.good()) {
      throw LocalPostgres.failed(
          "cannot make its data in [" + incomplete + "]: " + lastLine(result.output()));
    }
    Files.move(incomplete, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      return socket.getLocalPort();
    }
  }

  private static Path pidFile(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** What the server has logged as the reason, or else what {@code pg_ctl} says. */
  private static String why(Path log, long from, Programs.Result result) throws IOException {
    byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    int start = (int) Math.min(from, all.length);
    String written = new String(all, start, all.length - start, StandardCharsets.UTF_8);
    List<String> fatal = written.lines().filter(line -> line.contains("FATAL:")).toList();
    String line = fatal.isEmpty() ? lastLine(result.output()) : fatal.get(fatal.size() - 1);
    return line.replaceFirst("^.*FATAL: *", "") + ".";
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
  }

  private static Programs.Result stop(Programs programs, Path data, String mode)
      throws IOException {
    return programs.run(
        "pg_ctl", "stop", "--wait", "--timeout=60", "--mode=" + mode, "--pgdata=" + data);
  }

  @Override
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public CompletionStage<Void> ended() {
    return watch.refused();
  }

  @Override
  public void close() {
    watch.close();
    if (watch.refused().isDone()) {
      return;
    }
    try {
      Programs.Result result = stop(programs, data, "fast");
      if (!result.good() && Files.exists(pidFile(data))) {
        result = stop(programs, data, "immediate");
      }
      if (!result.good() && Files.exists(pidFile(data))) {
        throw new IOException(lastLine(result.output()));
      }
    } catch (IOException e) {
      throw LocalPostgres.failed("cannot be stopped in [" + data + "]: " + e, e);
    }
  }
}
