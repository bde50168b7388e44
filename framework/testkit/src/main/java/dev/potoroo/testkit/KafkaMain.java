package dev.potoroo.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The process of a {@link TestKafka}. */
final class KafkaMain {
  private KafkaMain() {}

  /** With a file of properties, and the directory that is formatted if it is not there. */
  public static void main(String[] args) {
    Thread watch = new Thread(KafkaMain::endWithTheTest, "potoroo-end-of-the-test");
    watch.setDaemon(true);
    watch.start();
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      int failed =
          StorageTool.execute(
              new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", args[0]},
              System.out);
      if (failed != 0) {
        System.exit(failed);
      }
    }
    Kafka.main(new String[] {args[0]});
  }

  /** Nothing is ever said on the standard input; it ends when the process of the test does. */
  private static void endWithTheTest() {
    try {
      long unused = System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("The test cannot be heard any more: " + e);
    }
    Runtime.getRuntime().halt(1);
  }
}
