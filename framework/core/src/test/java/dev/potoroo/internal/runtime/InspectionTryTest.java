package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.service.Inspection;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What records would do to the objects of a real node, and what those answer. */
class InspectionTryTest extends InspectionFixture {
  /** The sum of a key, changed in place. */
  static final class Total {
    public long sum;
  }

  private static final Step<String, Total, String> IN_PLACE =
      Step.named("add")
          .in(String.class)
          .mutableState(Total.class, Total::new)
          .out(String.class)
          .on(
              String.class,
              (total, line, ctx) -> {
                total.sum += 1000;
                total.sum += number(line) - 1000;
                return ctx.keep();
              })
          .query(
              MissingTo.class,
              (total, q, ctx) -> {
                total.sum = q.goal() - total.sum;
                return total.sum;
              });

  @Test
  void saysWhatARecordWouldDo() {
    Inspection inspection = start(ADDING, Map.of());
    in.send("a 1");
    awaitHandled(1);
    DryRun run = dryRun(inspection, "a", "a 41");
    assertThat(run.change()).isEqualTo(Next.Change.BECOME);
    assertThat(run.after().get("sum").asInt()).isEqualTo(42);
    assertThat(run.outputs()).containsExactly(TextNode.valueOf("a+41"));
    assertThat(run.live()).isTrue();
    assertThat(dryRun(inspection, "a", "a -1").after()).isNull();
    DryRun fails = dryRun(inspection, "a", "a x");
    assertThat(fails.errorType()).isEqualTo("java.lang.NumberFormatException");
    assertThat(fails.onError()).isEqualTo("QUARANTINE_KEY");
    DryRun absent = dryRun(inspection, "none", "none 5");
    assertThat(absent.before()).isNull();
    assertThat(absent.after().get("sum").asInt()).isEqualTo(5);
    assertThat(get(inspection.dryRun("add", "a", JsonNodeFactory.instance.arrayNode())).outcome())
        .isEqualTo(Answered.Outcome.UNREADABLE);
    assertThat(state("a").get("sum").asInt()).as("nothing is applied").isEqualTo(1);
    assertThat(get(service.entity("add", "none"))).isEmpty();
  }

  private static DryRun dryRun(Inspection inspection, String key, String line) {
    Answered<DryRun> answer = get(inspection.dryRun("add", key, TextNode.valueOf(line)));
    assertThat(answer.outcome()).as(answer.message()).isEqualTo(Answered.Outcome.OK);
    return answer.value();
  }

  @Test
  void changesNoMutableState() {
    Inspection inspection = start(IN_PLACE, Map.of());
    in.send("a 1");
    awaitHandled(1);
    DryRun run = dryRun(inspection, "a", "a 41");
    assertThat(run.before().get("sum").asInt()).isEqualTo(1);
    assertThat(run.after().get("sum").asInt()).isEqualTo(42);
    assertThat(dryRun(inspection, "a", "a x").error()).contains("NumberFormatException");
    assertThat(ask(inspection, "a", 50).value().asLong()).isEqualTo(49);
    assertThat(state("a").get("sum").asInt()).isEqualTo(1);
  }

  private static Answered<JsonNode> ask(Inspection inspection, String key, int goal) {
    return get(
        inspection.query(
            "add", key, "missing-to", JsonNodeFactory.instance.objectNode().put("goal", goal)));
  }

  @Test
  void answersQuestionsOfTheApplications() {
    Inspection inspection = start(ADDING, Map.of());
    in.send("a 1");
    awaitHandled(1);
    assertThat(inspection.queries("add")).containsExactly("missing-to");
    assertThat(ask(inspection, "a", 10).value().asLong()).isEqualTo(9);
    Answered<JsonNode> failed = ask(inspection, "a", 0);
    assertThat(failed.outcome()).isEqualTo(Answered.Outcome.FAILED);
    assertThat(failed.message()).contains("more than that");
    assertThat(ask(inspection, "none", 0).outcome()).isEqualTo(Answered.Outcome.NO_SUCH_ENTITY);
    assertThat(get(inspection.query("add", "a", "missing-to", TextNode.valueOf("x"))).outcome())
        .isEqualTo(Answered.Outcome.UNREADABLE);
    assertThatThrownBy(() -> inspection.query("add", "a", "other", TextNode.valueOf("x")))
        .hasMessageContaining("missing-to");
    // As of the last commit, when nothing has woken the object since.
    service.close();
    Inspection again = start(ADDING, Map.of());
    assertThat(ask(again, "a", 10).value().asLong()).isEqualTo(9);
    assertThat(dryRun(again, "a", "a 1").live()).isFalse();
    assertThat(get(service.status()).steps().get(0).objects()).as("none is woken").isZero();
  }
}
