package dev.potoroo.store.postgres;

import static dev.potoroo.store.postgres.Rounds.begin;
import static dev.potoroo.store.postgres.Rounds.change;
import static dev.potoroo.store.postgres.Rounds.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that break, at the worst moment: the same call, made again, mends it. */
class LostConnectionTest {
  private Server server;
  private Proxy proxy;
  private StateStore store;

  @BeforeEach
  void open() throws Exception {
    server = Server.fresh();
    proxy = new Proxy(server.port());
    store =
        Server.at(proxy.port(), server.database())
            .open("p", Map.of("connect-timeout", "2s", "statement-timeout", "5s"));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(Proxy.Cut.class)
  void aCommitOfUnknownOutcomeCanBeMadeAgain(Proxy.Cut cut) throws Exception {
    long generation = begin(store);
    store.write(generation, 1, List.of(change("k", "one")));
    proxy.cut("SET round", cut);

    unavailable(() -> store.commit(commit(generation, 1)));
    boolean done = cut == Proxy.Cut.BEFORE_THE_CLIENT_HEARS_OF_IT;
    assertThat(server.number("SELECT round FROM potoroo.pipeline")).isEqualTo(done ? 1 : 0);
    Rounds.untilAvailable(() -> again(generation));

    assertThat(Rounds.text(store, "k")).contains("one");
    assertThat(store.takeOver().last()).contains(commit(generation, 1));
  }

  private boolean again(long generation) throws StoreException {
    store.commit(commit(generation, 1));
    return true;
  }

  @Test
  void aCommitOfUnknownOutcomeIsFencedIfSomebodyTookOver() throws Exception {
    long generation = begin(store);
    store.write(generation, 1, List.of(change("k", "one")));
    proxy.cut("SET round", Proxy.Cut.BEFORE_THE_SERVER_SEES_IT);
    unavailable(() -> store.commit(commit(generation, 1)));
    try (StateStore other = server.open("p")) {
      begin(other);
    }

    StoreException refusal =
        catchThrowableOfType(
            StoreException.class, () -> Rounds.untilAvailable(() -> again(generation)));

    assertThat(refusal.kind()).isEqualTo(StoreException.Kind.FENCED);
    assertThat(Rounds.text(store, "k")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Proxy.Cut.class)
  void aWriteOfUnknownOutcomeCanBeMadeAgain(Proxy.Cut cut) throws Exception {
    long generation = begin(store);
    proxy.cut("INSERT INTO potoroo.state", cut);

    unavailable(() -> store.write(generation, 1, Rounds.allKeys("one")));
    Rounds.untilAvailable(() -> store.write(generation, 1, Rounds.allKeys("one")));
    store.commit(commit(generation, 1));

    assertThat(Rounds.allKeys(store)).contains("one");
    assertThat(server.number("SELECT count(*) FROM potoroo.state")).isEqualTo(Rounds.KEYS.size());
  }

  @ParameterizedTest
  @EnumSource(Proxy.Cut.class)
  void aTakeOverOfUnknownOutcomeCanBeMadeAgain(Proxy.Cut cut) throws Exception {
    proxy.cut("SET generation", cut);

    unavailable(store::takeOver);
    long generation = Rounds.untilAvailable(() -> begin(store));

    boolean done = cut == Proxy.Cut.BEFORE_THE_CLIENT_HEARS_OF_IT;
    assertThat(generation).isEqualTo(done ? 2 : 1);
    Rounds.round(store, generation, 1, change("k", "one"));
    assertThat(Rounds.text(store, "k")).contains("one");
  }

  @Test
  void terminatedSessionsAreReplaced() throws Exception {
    long generation = begin(store);
    for (long round = 1; round <= 20; round++) {
      long now = round;
      Rounds.untilAvailable(() -> store.write(generation, now, Rounds.allKeys("round " + now)));
      server.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name LIKE 'potoroo%'");
      Rounds.untilAvailable(
          () -> {
            store.commit(commit(generation, now));
            return true;
          });
      assertThat(Rounds.untilAvailable(() -> Rounds.allKeys(store))).contains("round " + round);
    }
  }

  @Test
  void aServerThatIsAwayIsSaidToBeAway() throws Exception {
    begin(store);
    proxy.close();

    StoreException e =
        catchThrowableOfType(StoreException.class, () -> store.load("count", List.of("k")));

    assertThat(e.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE);
    assertThat(e.getMessage())
        .contains("127.0.0.1:" + proxy.port())
        .contains("read 1 objects of step [count]")
        .contains("tried again")
        .doesNotContain("\n");
  }

  @Test
  void doesNotWaitForALockForEver() throws Exception {
    try (StateStore impatient = server.open("p", Map.of("statement-timeout", "1s"));
        Connection operator = server.connect()) {
      operator.setAutoCommit(false);
      Server.execute(operator, "SELECT * FROM potoroo.pipeline FOR UPDATE");

      unavailable(impatient::takeOver);
      operator.rollback();

      assertThat(begin(impatient)).isPositive();
    }
  }

  private static void unavailable(ThrowingCallable call) {
    StoreException e = catchThrowableOfType(StoreException.class, call);
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(StoreException.Kind.UNAVAILABLE);
  }
}
