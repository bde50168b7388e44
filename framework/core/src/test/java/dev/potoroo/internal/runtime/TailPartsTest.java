package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.TailEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plain parts of a tail: what has changed, how much is told, how much it may cost. */
class TailPartsTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.lazyOf(
        () -> Arbitraries.integers().between(0, 3).map(IntNode::valueOf),
        () -> Arbitraries.of("", "a", "/", "~1").map(TextNode::valueOf),
        () -> Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true)),
        () ->
            values()
                .list()
                .ofMaxSize(4)
                .map(
                    all -> {
                      ArrayNode array = JSON.arrayNode();
                      all.forEach(array::add);
                      return array;
                    }),
        () ->
            Arbitraries.maps(Arbitraries.of("a", "b", "c/d", "~"), values())
                .ofMaxSize(3)
                .map(
                    all -> {
                      ObjectNode object = JSON.objectNode();
                      all.forEach(object::set);
                      return object;
                    }));
  }

  @Property(tries = 500)
  void aPatchMakesTheOneOfTheOther(
      @ForAll("values") JsonNode before, @ForAll("values") JsonNode after) {
    ArrayNode patch = JsonPatch.between(before, after);
    assertThat(applied(patch, before.deepCopy())).as("%s", patch).isEqualTo(after);
    assertThat(patch.isEmpty()).isEqualTo(before.equals(after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\":1}  | {\"n\":2}    | [{\"op\":\"replace\",\"path\":\"/n\",\"value\":2}]",
        "[1,2,3]    | [1,9,2,3]    | [{\"op\":\"add\",\"path\":\"/1\",\"value\":9}]",
        "[1,2,3,4]  | [1,4]        | [{\"op\":\"remove\",\"path\":\"/2\"},{\"op\":\"remove\",\"path\":\"/1\"}]",
        "{\"a/b\":1}| {\"~\":1}    | [{\"op\":\"remove\",\"path\":\"/a~1b\"},{\"op\":\"add\",\"path\":\"/~0\",\"value\":1}]",
        "null       | {\"n\":1}    | [{\"op\":\"replace\",\"path\":\"\",\"value\":{\"n\":1}}]"
      })
  void aPatchSaysNoMoreThanHasChanged(String before, String after, String patch) throws Exception {
    assertThat(JsonPatch.between(json(before), json(after))).isEqualTo(json(patch));
  }

  private static JsonNode json(String text) throws Exception {
    return JacksonSupport.json().readTree(text);
  }

  /** As RFC 6902 says. */
  private static JsonNode applied(ArrayNode patch, JsonNode document) {
    JsonNode result = document;
    for (JsonNode operation : patch) {
      String path = operation.get("path").asText();
      JsonNode value = operation.get("value");
      if (path.isEmpty()) {
        result = value;
        continue;
      }
      int last = path.lastIndexOf('/');
      JsonNode parent = result.at(path.substring(0, last));
      String name = path.substring(last + 1).replace("~1", "/").replace("~0", "~");
      apply(operation.get("op").asText(), parent, name, value);
    }
    return result;
  }

  private static void apply(String op, JsonNode parent, String name, JsonNode value) {
    if (parent instanceof ArrayNode array) {
      int at = Integer.parseInt(name);
      switch (op) {
        case "add" -> array.insert(at, value);
        case "remove" -> assertThat(array.remove(at)).isNotNull();
        default -> array.set(at, value);
      }
    } else if (parent instanceof ObjectNode object) {
      assertThat(object.has(name)).isEqualTo(!op.equals("add"));
      if (op.equals("remove")) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    } else {
      throw new AssertionError("no such parent: " + parent);
    }
  }

  @Test
  void spendsNoMoreThanItsShareOfTheTime() {
    TailBudget budget = new TailBudget(2, 0);
    long spent = 0;
    long second = 1_000_000_000L;
    for (long now = 0; now < 10 * second; now += 777) {
      if (budget.left(now)) {
        budget.spend(5_000);
        spent += 5_000;
      }
    }
    // 2 % of ten seconds, and what it may spend at once.
    assertThat(spent).isBetween(200_000_000L, 210_100_000L);
    assertThat(budget.left(20 * second)).isTrue();
  }

  @Test
  void paysADebtBeforeItSpendsAgain() {
    TailBudget budget = new TailBudget(10, 0);
    budget.spend(60_000_000);
    assertThat(budget.left(499_000_000)).isFalse();
    assertThat(budget.left(501_000_000)).isTrue();
    budget.spend(60_000_000_000L);
    assertThat(budget.left(1_400_000_000L)).isFalse();
    assertThat(budget.left(1_602_000_000L)).as("no debt is for ever").isTrue();
    TailBudget unlimited = new TailBudget(100, 0);
    unlimited.spend(60_000_000_000L);
    assertThat(unlimited.left(1)).isTrue();
  }

  @Test
  void countsWhatItHasNoRoomFor() {
    TailBuffer buffer = new TailBuffer(100, 0);
    assertThat(buffer.needsBefore()).as("at first").isTrue();
    for (int i = 0; i < 10; i++) {
      if (buffer.hasRoom()) {
        buffer.add(new byte[40], true);
        assertThat(buffer.needsBefore()).isFalse();
      } else {
        buffer.skip();
      }
    }
    assertThat(buffer.skipped()).isEqualTo(7);
    assertThat(buffer.needsBefore()).as("after a gap").isTrue();
    TailBuffer.Fetched some = buffer.fetch(80, 1);
    assertThat(some.fresh()).isTrue();
    assertThat(some.events()).hasSize(2);
    assertThat(some.skipped()).as("they come after the third").isZero();
    TailBuffer.Fetched rest = buffer.fetch(80, 1);
    assertThat(rest.fresh()).isFalse();
    assertThat(rest.events()).hasSize(1);
    assertThat(rest.skipped()).isEqualTo(7);
    assertThat(buffer.fetch(80, 1).skipped()).as("told once").isZero();
    buffer.skip();
    buffer.skip();
    buffer.add(new byte[1], false);
    assertThat(buffer.skipped()).as("the event has told it").isZero();
    assertThat(buffer.needsBefore()).as("the event was too large to tell the state").isTrue();
  }

  @Test
  void keepsWhatIsNotFetched() {
    TailBuffer buffer = new TailBuffer(100, 0);
    buffer.add(new byte[90], true);
    assertThat(buffer.fetch(0, 5_000_000_000L).events()).as("a sign of life").isEmpty();
    assertThat(buffer.isAbandoned(14_000_000_000L)).isFalse();
    assertThat(buffer.isAbandoned(16_000_000_000L)).isTrue();
    assertThat(buffer.fetch(10, 0).events()).as("at least one").hasSize(1);
  }

  @Test
  void leavesOutWhatIsTooLarge() {
    JsonNode large = TextNode.valueOf("x".repeat(1000));
    TailEvent event =
        new TailEvent(
            TailEvent.Kind.RECORD,
            Instant.EPOCH,
            "n",
            1,
            4,
            IntNode.valueOf(1),
            large,
            large,
            new ArrayList<>(List.of(large, large)),
            7,
            1,
            "e".repeat(1000),
            List.of());
    TailEvent small = Tails.withoutLarge(event, 4000);
    assertThat(small.omitted()).containsExactlyInAnyOrder("outputs", "before", "patch");
    assertThat(small.record()).isEqualTo(IntNode.valueOf(1));
    assertThat(Arrays.asList(small.before(), small.patch())).containsOnlyNulls();
    assertThat(small.outputs()).isEmpty();
    assertThat(small.error()).hasSizeLessThan(500);
    assertThat(small.skipped()).isEqualTo(4);
  }
}
