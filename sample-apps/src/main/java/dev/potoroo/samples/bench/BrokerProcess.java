package dev.potoroo.samples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A broker of Kafka for one run, beside what is measured and the same for all systems.
 *
 * @param process what starts it, and ends it when nothing can be said to it any more
 * @param address {@code host:port}
 */
record BrokerProcess(Process process, String address) implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  /** Starts one that has been built beside Kafka Streams; returns when it answers. */
  static BrokerProcess start(Path peers) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Jdk.own().program(),
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    Contender.KAFKA_STREAMS.classPath(peers),
                    "dev.potoroo.benchmarks.kafka.Broker"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String address = process.inputReader().readLine();
    if (address == null) {
      process.destroyForcibly();
      throw new IOException("the broker has ended before it answered");
    }
    return new BrokerProcess(process, address);
  }

  /** Why there is none; empty if there is. */
  static Optional<String> fault(Path peers) {
    return Contender.KAFKA_STREAMS.isBuilt(peers)
        ? Optional.empty()
        : Optional.of(
            "w7 needs the broker that is built with system [kafka-streams], which is not there."
                + " Build it with ["
                + Contender.BUILD
                + "], or name another one with --kafka HOST:PORT in --workload.");
  }

  /** It is gone afterwards, and so is what it has written. */
  @Override
  public void close() throws IOException, InterruptedException {
    try {
      process.getOutputStream().close();
      boolean unused = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
