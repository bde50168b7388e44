package dev.potoroo.connector.pekko;

import static org.awaitility.Awaitility.await;

import dev.potoroo.testkit.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A broker for MQTT, in a process of its own on a port of loopback. It keeps what it has. */
public final class Mosquitto implements AutoCloseable {
  private final Path directory;
  private final int port;
  private Process process;

  private Mosquitto(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Starts one; the test is skipped where there is none. */
  public static Mosquitto start(Path directory) throws IOException {
    Optional<Path> program = program();
    Assumptions.assumeTrue(
        program.isPresent(),
        "there is no program [mosquitto] on the PATH: install Debian's package mosquitto");
    int port = FreePort.find();
    Mosquitto broker = new Mosquitto(directory, port);
    Files.writeString(
        broker.settings(),
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user %s
        persistence true
        persistence_location %s/
        max_inflight_messages 1000
        max_queued_messages 0
        """
            .formatted(port, System.getProperty("user.name"), directory));
    broker.begin(program.get());
    return broker;
  }

  private static Optional<Path> program() {
    // Debian puts it where the PATH of a user does not lead.
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Path settings() {
    return directory.resolve("mosquitto.conf");
  }

  private void begin(Path program) throws IOException {
    process =
        new ProcessBuilder(program.toString(), "-c", settings().toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("mosquitto.log").toFile()))
            .start();
    await("a broker on port " + port).atMost(Duration.ofMinutes(2)).until(this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("it has ended; see " + directory.resolve("mosquitto.log"));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  /** Ends it. */
  void goAway() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** Starts it again, with what it had. */
  void comeBack() {
    try {
      begin(program().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    goAway();
  }
}
