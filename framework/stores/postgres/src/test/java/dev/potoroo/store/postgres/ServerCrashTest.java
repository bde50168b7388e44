package dev.potoroo.store.postgres;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.TakeOver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while rounds are written and committed, and starts again. */
class ServerCrashTest {
  private static final int KILLS = 5;
  private static final int ROUNDS_BETWEEN = 20;

  @TempDir private Path directory;
  private EmbeddedPostgres postgres;

  private final AtomicLong committed = new AtomicLong();
  private volatile long goal;

  @AfterEach
  void stop() throws IOException {
    postgres.close();
  }

  @Test
  void everythingThatWasCommittedIsThereAndNothingElse() throws Exception {
    int port = freePort();
    postgres = start(port);
    Server server = Server.fresh(port);
    Random random = new Random(3);
    Thread node = new Thread(() -> live(server));
    goal = Long.MAX_VALUE;
    node.start();
    for (int i = 0; i < KILLS; i++) {
      long moment = committed.get() + 1 + random.nextInt(ROUNDS_BETWEEN);
      await().atMost(2, MINUTES).until(() -> committed.get() >= moment || !node.isAlive());
      killAndRestart(port);
    }
    goal = committed.get() + ROUNDS_BETWEEN;
    node.join(MINUTES.toMillis(2));

    assertThat(node.isAlive()).isFalse();
    assertThat(committed.get()).isEqualTo(goal);
    try (StateStore store = server.open("p")) {
      TakeOver takeOver = store.takeOver();
      assertThat(takeOver.last()).map(RoundCommit::round).contains(goal);
      assertThat(Rounds.allKeys(store)).contains("round " + goal);
    }
  }

  /** Commits round after round; what is away is tried again, nothing else may happen. */
  private void live(Server server) {
    Map<String, ?> settings = Map.of("connect-timeout", "1s", "statement-timeout", "5s");
    try (StateStore store = server.open("p", settings)) {
      long generation = store.takeOver().generation();
      while (committed.get() < goal) {
        long round = committed.get() + 1;
        Rounds.untilAvailable(
            () -> store.write(generation, round, Rounds.allKeys("round " + round)));
        Rounds.untilAvailable(
            () -> {
              store.commit(Rounds.commit(generation, round));
              return true;
            });
        Rounds.untilAvailable(
            () -> {
              store.prune(round);
              return true;
            });
        assertThat(Rounds.untilAvailable(() -> Rounds.allKeys(store))).contains("round " + round);
        committed.set(round);
      }
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  private void killAndRestart(int port) throws Exception {
    Process server = postgres.getProcess();
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
    assertThat(server.waitFor(1, MINUTES)).isTrue();
    postgres.close();
    // Its children end a moment later; until then they hold its shared memory.
    await().atMost(1, MINUTES).ignoreExceptions().until(() -> (postgres = start(port)) != null);
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(Path.of("target/postgres").toFile())
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
