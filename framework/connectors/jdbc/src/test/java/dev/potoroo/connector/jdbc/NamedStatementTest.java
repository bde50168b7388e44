package dev.potoroo.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedStatementTest {
  private static void is(String text, String sql, String... fields) {
    NamedStatement statement = NamedStatement.parse(text);
    assertThat(statement.sql()).isEqualTo(sql);
    assertThat(statement.fields().stream().map(path -> String.join(".", path)))
        .containsExactly(fields);
  }

  @Test
  void parametersAreFields() {
    is("INSERT INTO t VALUES (:a,:b_1)", "INSERT INTO t VALUES (?,?)", "a", "b_1");
    is("f(:a.b.c, :a).x", "f(?, ?).x", "a.b.c", "a");
    is(":a. ", "?. ", "a");
    assertThat(NamedStatement.parse(":a.b").fields()).isEqualTo(List.of(List.of("a", "b")));
  }

  @Test
  void whatIsQuotedOrACommentIsLeftAsItIs() {
    is("':a''s' || :b || \":c\"", "':a''s' || ? || \":c\"", "b");
    is("/* :a ? */ :b -- :c\n, :d", "/* :a ? */ ? -- :c\n, ?", "b", "d");
    is(":a::timestamptz - x::int", "?::timestamptz - x::int", "a");
  }

  @Test
  void othersAreRefused() {
    assertThatThrownBy(() -> NamedStatement.parse("INSERT INTO t VALUES (?)"))
        .hasMessageContaining("[INSERT INTO t VALUES (?)]")
        .hasMessageContaining("[:price]");
    assertThatThrownBy(() -> NamedStatement.parse("DELETE FROM t"))
        .hasMessageContaining("without any parameter");
  }
}
