package dev.potoroo.store.postgres;

import static dev.potoroo.store.postgres.Rounds.begin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.TakeOver;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that was stopped for a while holds up nobody, and does no harm when it goes on. */
class PausedProcessTest {
  private static final int PAUSES = 4;

  /** The other process: takes over, and commits rounds until it is refused. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      Server server = Server.at(Integer.parseInt(args[0]), args[1]);
      try (StateStore store = server.open("p")) {
        TakeOver takeOver = store.takeOver();
        long generation = takeOver.generation();
        long round = takeOver.last().map(RoundCommit::round).orElse(0L);
        while (true) {
          round++;
          store.write(generation, round, Rounds.allKeys("other:" + round));
          store.commit(Rounds.commit(generation, round));
          store.prune(round);
          System.out.println("committed " + round);
        }
      } catch (StoreException e) {
        System.out.println(e.kind());
      }
    }
  }

  @Test
  void aStoppedProcessIsReplacedAndRefused() throws Exception {
    Server server = Server.fresh();
    Random random = new Random(7);
    try (StateStore store = server.open("p")) {
      for (int i = 0; i < PAUSES; i++) {
        replaceAStoppedProcess(server, store, random.nextInt(30) + 1);
      }
    }
  }

  private static void replaceAStoppedProcess(Server server, StateStore store, int lines)
      throws Exception {
    Process other = start(server);
    try (BufferedReader output = other.inputReader()) {
      for (int i = 0; i < lines; i++) {
        assertThat(output.readLine()).startsWith("committed ");
      }
      signal("STOP", other);
      TakeOver takeOver = store.takeOver();
      long generation = takeOver.generation();
      long round = takeOver.last().orElseThrow().round() + 1;
      store.write(generation, round, Rounds.allKeys("mine:" + round));
      store.commit(Rounds.commit(generation, round));
      signal("CONT", other);

      String last = output.lines().reduce("", (before, line) -> line);
      assertThat(last).isEqualTo("FENCED");
      assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(Rounds.allKeys(store)).contains("mine:" + round);
      assertThat(store.takeOver().last()).contains(Rounds.commit(generation, round));
    } finally {
      other.destroyForcibly();
    }
  }

  private static Process start(Server server) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            Integer.toString(server.port()),
            server.database())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void aTransactionThatWasLeftOpenHoldsUpNobody() throws Exception {
    Server server = Server.fresh();
    try (StateStore store = server.open("p");
        Connection stopped = server.connect()) {
      long old = begin(store);
      Rounds.round(store, old, 1, Rounds.change("key-0", "one"));
      stopped.setAutoCommit(false);
      Server.execute(stopped, RemovalTest.insert(old, 2));
      Server.execute(stopped, "SELECT * FROM potoroo.pipeline, potoroo.generation");

      long generation = begin(store);
      store.write(generation, 2, Rounds.allKeys("two"));
      store.commit(Rounds.commit(generation, 2));
      store.prune(2);
      stopped.commit();

      assertThat(Rounds.allKeys(store)).contains("two");
      begin(store);
      assertThat(server.number("SELECT count(*) FROM potoroo.state")).isEqualTo(Rounds.KEYS.size());
    }
  }
}
