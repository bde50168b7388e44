package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More objects than the memory has room for: {@code -Dtest.objects} says how many, of about 100
 * bytes, and {@code -Dtest.live} how many of them may be in memory.
 */
class LargeStateIT {
  private static final int OBJECTS = Integer.getInteger("test.objects", 100_000);
  private static final int LIVE = Integer.getInteger("test.live", OBJECTS / 10);
  private static final String HEAP = System.getProperty("test.heap", "128m");
  private static final int ASKED = 500;
  private static final String STEP = "latest-price";
  private static final Duration LONG = Duration.ofMinutes(60);

  /** Has no divisor in common with a number of objects that anybody gives. */
  private static final long STRIDE = 7_368_787;

  @TempDir private Path directory;

  @Test
  void objectsThatDoNotFitAreThereAfterACrash() throws IOException {
    long began = System.nanoTime();
    try (PotorooProcess process = start()) {
      send(process);
      System.out.printf(
          Locale.ROOT, "%,d objects, %,d updates in %s%n", OBJECTS, 2 * OBJECTS, since(began));
      assertThat(objects(process)).isLessThanOrEqualTo(2 * LIVE);
      ask(process);
      process.kill();
    }
    began = System.nanoTime();
    try (PotorooProcess process = start()) {
      process.awaitStatus(status -> status.path("state").asText().equals("RUNNING"));
      System.out.printf(Locale.ROOT, "started again in %s%n", since(began));
      assertThat(objects(process)).isLessThan(LIVE);
      ask(process);
      process.terminate().endsCleanly();
    }
  }

  private PotorooProcess start() {
    return Nodes.of("stock-prices", directory)
        .jvm("-Xmx" + HEAP, "-XX:+ExitOnOutOfMemoryError")
        .tcp("ticks", "newline")
        .toFiles("new-highs")
        .set("max-live-objects", LIVE)
        .start(1)
        .node(0);
  }

  /** Each key gets two prices, in two rounds through all keys; waits for the commit of the last. */
  private static void send(PotorooProcess process) throws IOException {
    try (Frames frames = Frames.to(process.sourcePort("ticks"))) {
      OutputStream out = frames.stream();
      for (int pass = 0; pass < 2; pass++) {
        for (long i = 0; i < OBJECTS; i++) {
          int object = (int) (i * STRIDE % OBJECTS);
          out.write(tick(key(object), price(object, pass)));
        }
      }
      out.flush();
      await("all records")
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> isProcessed(process));
      // The next round may have been captured before; and there is none if there is no record.
      long round = committed(process) + 2;
      await("their commit")
          .atMost(PotorooProcess.PATIENCE)
          .until(
              () -> {
                frames.bytes(tick("one-more", 1));
                return committed(process) >= round;
              });
    }
  }

  private static boolean isProcessed(PotorooProcess process) {
    JsonNode status = process.status();
    return Http.sum(status, "sources", "records") == 2L * OBJECTS
        && status.path("inFlight").asLong() == 0;
  }

  private static long committed(PotorooProcess process) {
    return process.rounds().path("committedRound").asLong();
  }

  private static long objects(PotorooProcess process) {
    return Http.sum(process.status(), "steps", "objects");
  }

  /** Asks for objects at random, which all must be as they became. */
  private static void ask(PotorooProcess process) {
    Random random = new Random(7);
    String entities = process.stepUrl(STEP) + "/";
    for (int i = 0; i < ASKED; i++) {
      int object = random.nextInt(OBJECTS);
      JsonNode entity = Http.json(entities + key(object));
      JsonNode state = entity.path("state");
      assertThat(entity.path("version").asInt()).as("%s", entity).isEqualTo(2);
      assertThat(state.path("last").asInt()).as("%s", entity).isEqualTo(price(object, 1));
      assertThat(state.path("highest").asInt())
          .as("%s", entity)
          .isEqualTo(Math.max(price(object, 0), price(object, 1)));
    }
  }

  private static byte[] tick(String key, int price) {
    return ("{\"symbol\":\"" + key + "\",\"price\":" + price + "}\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** With the state, of about 30, and what is stored beside it it takes about 100 bytes. */
  private static String key(int object) {
    return String.format(Locale.ROOT, "a-symbol-that-is-as-long-as-some-are-%09d", object);
  }

  private static int price(int object, int pass) {
    return (object * 31 + pass * 17_389) % 100_000 & 0xFFFF;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
