package dev.potoroo.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node with the arguments, settings and variables of a pod. It has a loopback address of its own,
 * which its name stands for, so that all pods have the ports that the manifests say. What is
 * different: there is no database, and the management endpoint listens at that address alone.
 */
final class Pod implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** How long the first one looks for a cluster before it forms one. */
  private static final String FORMS_SOON = "-Dpekko.cluster.seed-node-timeout=1s";

  private final Manifests manifests;
  private final String address;
  private final Path output;
  private final Process process;

  /** Starts it; {@code directory} is for what it reads and writes. */
  Pod(Manifests manifests, int number, Path home, Path directory, String javaOpts)
      throws IOException {
    this.manifests = manifests;
    address = address(number);
    Path own = Files.createDirectories(directory.resolve("pod-" + number));
    output = own.resolve("output.txt");
    Path conf = Files.createDirectory(own.resolve("conf"));
    Files.writeString(conf.resolve("application.conf"), manifests.settings());
    Files.copy(home.resolve("conf/logback.xml"), conf.resolve("logback.xml"));

    List<String> command = new ArrayList<>(List.of(home.resolve("bin/potoroo").toString()));
    command.addAll(manifests.arguments());
    command.add("--set=store.type=memory");
    command.add("--set=management.host=" + address);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.putAll(manifests.environment(number));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("POTOROO_CONF", conf.toString());
    environment.put("POTOROO_DATA_DIR", own.resolve("data").toString());
    environment.merge(
        "JAVA_OPTS",
        javaOpts + " " + FORMS_SOON + " -Djdk.net.hosts.file=" + hosts(manifests, own),
        (theirs, ours) -> theirs + " " + ours);
    process = builder.redirectOutput(output.toFile()).start();
  }

  /** One that only this process gives, of those that are all this machine itself. */
  private static String address(int number) {
    long pid = ProcessHandle.current().pid();
    return "127.%d.%d.%d"
        .formatted(pid >> 14 & 0xff, pid >> 6 & 0xff, 2 + (pid & 0x3f) * 3 + number);
  }

  /** What DNS would say: of the last pod nothing, since it is not there yet. */
  private static Path hosts(Manifests manifests, Path directory) throws IOException {
    StringBuilder hosts = new StringBuilder();
    for (int pod = 0; pod < manifests.replicas() - 1; pod++) {
      hosts.append(address(pod)).append(' ').append(manifests.host(pod)).append('\n');
    }
    return Files.writeString(directory.resolve("hosts"), hosts);
  }

  String address() {
    return address;
  }

  /** Whether a probe finds it well; not if it cannot be reached. */
  boolean answers(JsonNode httpGet) {
    try {
      return send(httpGet.path("path").asText()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The answer of the management endpoint. */
  String get(String path) throws IOException {
    HttpResponse<String> answer = send(path);
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private HttpResponse<String> send(String path) throws IOException {
    URI uri = URI.create("http://" + address + ":" + manifests.port("management") + path);
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer " + Manifests.SECRET)
              .timeout(Duration.ofSeconds(20))
              .build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends SIGTERM, to the process that was started, as Kubernetes and systemd do. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end. */
  int exitCode() {
    try {
      if (!process.waitFor(Commands.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("does not end: " + this);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
  }

  /** What it wrote, for a failure's message. */
  @Override
  public String toString() {
    try {
      return "pod at " + address + ", which wrote:\n" + Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
