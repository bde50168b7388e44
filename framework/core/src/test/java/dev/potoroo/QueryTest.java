package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final QueryContext CONTEXT = new QueryContext("cat", 7, Instant.EPOCH);

  // #region query
  record TimesOf(long factor) {}

  static final Step<String, Long, Void> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(Void.class)
          .on(String.class, (n, word, ctx) -> ctx.become(n + 1))
          .query(TimesOf.class, (n, q, ctx) -> n * q.factor());

  // #endregion

  record KeyAndVersion() {}

  @JsonTypeName("times-of")
  record Other() {}

  private static final Step<String, Long, Void> BOTH =
      COUNT.query(KeyAndVersion.class, (n, q, ctx) -> ctx.key() + " " + ctx.version());

  @Test
  void answersByTheNameOfTheQuestion() throws Exception {
    assertThat(BOTH.queryNames()).containsExactly("times-of", "key-and-version");
    assertThat(BOTH.queryType("times-of")).isEqualTo(TimesOf.class);
    assertThat(BOTH.answer("times-of", 3L, new TimesOf(4), CONTEXT)).isEqualTo(12L);
    assertThat(BOTH.answer("key-and-version", 3L, new KeyAndVersion(), CONTEXT)).isEqualTo("cat 7");
    assertThatThrownBy(() -> BOTH.queryType("other")).hasMessageContaining("[other]");
  }

  @Test
  void takesALaterAnswerToTheSameQuestionInPlaceOfAnEarlierOne() throws Exception {
    Step<String, Long, Void> changed = BOTH.query(TimesOf.class, (n, q, ctx) -> "none");
    assertThat(changed.answer("times-of", 3L, new TimesOf(4), CONTEXT)).isEqualTo("none");
    assertThat(changed.queryNames()).hasSize(2);
    assertThat(BOTH.answer("times-of", 3L, new TimesOf(4), CONTEXT)).isEqualTo(12L);
  }

  @Test
  void refusesTwoQuestionsOfOneName() {
    assertThatThrownBy(() -> BOTH.query(Other.class, (n, q, ctx) -> n))
        .hasMessageContaining("have the same name [times-of]");
  }
}
