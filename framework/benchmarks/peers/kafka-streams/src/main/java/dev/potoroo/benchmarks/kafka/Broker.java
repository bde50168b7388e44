package dev.potoroo.benchmarks.kafka;

import dev.potoroo.samples.bench.BenchOptions;
import dev.potoroo.samples.bench.WorkingDirectory;
import dev.potoroo.testkit.TestKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A broker in a process of its own for one run of {@code compare}: this program prints where it is,
 * and ends it when there is nobody any more who has started it.
 */
final class Broker {
  /** Not those of a broker of a test, which lives for seconds. */
  private static final List<String> OPTIONS =
      List.of("-Xmx1g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC");

  private Broker() {}

  public static void main(String[] args) throws IOException {
    try (WorkingDirectory directory = WorkingDirectory.of(new BenchOptions());
        TestKafka kafka = TestKafka.start(directory.path().resolve("kafka"), OPTIONS)) {
      System.out.println(kafka.address());
      long unused = System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
