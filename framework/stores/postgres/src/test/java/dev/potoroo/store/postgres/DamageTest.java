package dev.potoroo.store.postgres;

import static dev.potoroo.store.postgres.Rounds.begin;
import static dev.potoroo.store.postgres.Rounds.change;
import static dev.potoroo.store.postgres.Rounds.removal;
import static dev.potoroo.store.postgres.Rounds.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoreException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody, or a disk, has changed what is in the tables. */
class DamageTest {
  private Server server;
  private StateStore store;
  private long generation;

  @BeforeEach
  void open() throws Exception {
    server = Server.fresh();
    store = server.open("p");
    generation = begin(store);
    round(store, generation, 1, change("IBM", "a state"), change("SAP", "another"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void noChangedByteOfAnObjectGoesUnseen() throws Exception {
    long size = server.number("SELECT length(data) FROM potoroo.state WHERE head = 'IBM'");
    for (int at = 0; at < size; at++) {
      String flip =
          "UPDATE potoroo.state SET data = set_byte(data, %1$d, get_byte(data, %1$d) # 4)"
              + " WHERE head = 'IBM'";
      server.execute(flip.formatted(at));
      StoreException e = refusal(() -> Rounds.text(store, "IBM"));
      assertThat(e.kind()).as("byte %d", at).isEqualTo(Kind.CORRUPT);
      assertThat(e.getMessage()).contains("[IBM]").contains("[count]").doesNotContain("\n");
      server.execute(flip.formatted(at));
    }
    assertThat(Rounds.text(store, "IBM")).contains("a state");
    assertThat(Rounds.text(store, "SAP")).contains("another");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET data = substring(data FOR 10)",
        "SET data = ''",
        "SET data = (SELECT data FROM potoroo.state WHERE head = 'SAP')",
        "SET round = 0",
        "SET head = 'XYZ'"
      })
  void noExchangedColumnOfAnObjectGoesUnseen(String change) throws Exception {
    server.execute("UPDATE potoroo.state " + change + " WHERE head = 'IBM'");

    String key = change.contains("XYZ") ? "XYZ" : "IBM";
    assertThat(refusal(() -> Rounds.text(store, key)).kind()).isEqualTo(Kind.CORRUPT);
  }

  @Test
  void aDamagedCommitRecordIsFound() throws Exception {
    server.execute(
        "UPDATE potoroo.pipeline SET commit_record = replace(commit_record, 'ticks', 'ticky')");

    StoreException e = refusal(store::takeOver);

    assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
    assertThat(e.getMessage()).contains("PostgreSQL").contains("[p]");
  }

  @Test
  void aCommitRecordOfAnotherRoundIsFound() throws Exception {
    server.execute("UPDATE potoroo.pipeline SET round = 2");

    assertThat(refusal(store::takeOver).kind()).isEqualTo(Kind.CORRUPT);
  }

  @Test
  void aDatabaseThatWentBackIsRefused() throws Exception {
    round(store, generation, 2, change("IBM", "newer"), removal("SAP"));
    server.execute(
        "UPDATE potoroo.pipeline SET round = 1, commit_record = replace(commit_record, '2', '1')");

    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> Rounds.text(store, "IBM"),
          () -> Rounds.keys(store),
          () -> store.enter(generation),
          () -> store.commit(Rounds.commit(generation, 3))
        }) {
      StoreException e = refusal(call);
      assertThat(e.kind()).isEqualTo(Kind.REFUSED);
      assertThat(e.getMessage()).contains("round [1]").contains("round [2]").contains("backup");
    }
  }

  @Test
  void aPipelineThatIsNoLongerThereIsRefused() throws Exception {
    server.execute("DELETE FROM potoroo.pipeline");

    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> Rounds.text(store, "IBM"),
          () -> Rounds.keys(store),
          () -> store.enter(generation),
          store::takeOver,
          () -> round(store, generation, 2, change("IBM", "newer"))
        }) {
      assertThat(refusal(call).kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aTableThatIsNoLongerThereIsRefused() throws Exception {
    server.execute("DROP TABLE potoroo.state CASCADE");

    assertThat(refusal(() -> Rounds.text(store, "IBM")).kind()).isEqualTo(Kind.REFUSED);
  }

  private static StoreException refusal(ThrowingCallable call) {
    StoreException e = catchThrowableOfType(StoreException.class, call);
    assertThat(e).as("a StoreException").isNotNull();
    return e;
  }
}
