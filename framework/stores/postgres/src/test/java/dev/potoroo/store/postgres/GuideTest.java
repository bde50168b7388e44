package dev.potoroo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The statements that the guide gives to operators do what it says. */
class GuideTest {
  private static final Path GUIDE = Path.of("../../../src-docs/guide/store.md");
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  @Test
  void statementsOfTheGuideWork() throws Exception {
    Server server = Server.fresh();
    try (StateStore store = server.open("stock-prices")) {
      Rounds.round(store, Rounds.begin(store), 1, Rounds.change("IBM", "state"));
    }
    List<String> statements =
        SQL.matcher(Files.readString(GUIDE)).results().map((MatchResult r) -> r.group(1)).toList();
    assertThat(statements).hasSizeGreaterThan(4);

    for (String statement : statements) {
      server.execute(statement);
    }
    // The last one forgets the pipeline.
    for (String table : List.of("pipeline", "generation", "state", "committed")) {
      assertThat(server.number("SELECT count(*) FROM potoroo." + table)).as(table).isZero();
    }
  }

  @Test
  void theViewShowsWhatIsCommitted() throws Exception {
    Server server = Server.fresh();
    try (StateStore store = server.open("p")) {
      long generation = Rounds.begin(store);
      Rounds.round(store, generation, 1, Rounds.change("a", "one"), Rounds.change("b", "one"));
      Rounds.round(store, generation, 2, Rounds.change("a", "two"), Rounds.removal("b"));
      Rounds.round(store, generation, 3, Rounds.change("\u0000\ud83d\ude00", "odd"));
      store.write(generation, 4, List.of(Rounds.change("c", "four")));
    }
    assertThat(server.number("SELECT count(*) FROM potoroo.committed")).isEqualTo(2);
    assertThat(server.number("SELECT round FROM potoroo.committed WHERE key = 'a'")).isEqualTo(2);
  }
}
