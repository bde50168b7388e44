package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.Note;
import dev.potoroo.status.Repair;
import dev.potoroo.status.Repair.Action;
import dev.potoroo.status.RepairResult.Outcome;
import dev.potoroo.status.StatePredicate;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairRoutesTest {
  private static final String PIPELINE = "/api/v1/pipelines/word-count";
  private static final String STEP = PIPELINE + "/steps/count";
  private static TestMember member;

  @BeforeAll
  static void start() {
    member = TestMember.start("");
    member.service.objects.put("cat", 8L);
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @BeforeEach
  void forget() {
    member.service.repairs.ordered.clear();
    member.service.repairs.notes.clear();
    member.service.repairs.outcome = Outcome.DONE;
  }

  @Test
  void showsQuarantinedKeys() throws Exception {
    JsonNode page = TestMember.json(member.get(STEP + "/quarantine?prefix=e"));
    assertThat(page.get("items").findValuesAsText("key")).containsExactly("eel");
    HttpResponse<String> answer = member.get(STEP + "/quarantine/eel");
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"3\"");
    JsonNode eel = TestMember.json(answer);
    assertThat(eel.get("held").asLong()).isEqualTo(2);
    assertThat(eel.get("error").asText()).contains("by zero");
    assertThat(eel.get("records")).hasSize(2);
    HttpResponse<String> none = member.get(STEP + "/quarantine/cat");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(TestMember.json(none).get("code").asText()).isEqualTo("POTOROO-5012");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /quarantine/a%2Fb/release, RELEASE, '{\"reason\":\"r\"}',",
    "POST, /quarantine/a%2Fb/skip, SKIP, '{\"reason\":\"r\"}', 3",
    "POST, /quarantine/a%2Fb/replace, REPLACE, '{\"reason\":\"r\",\"record\":\"x\"}', 3",
    "PUT, /entities/a%2Fb, EDIT, '{\"reason\":\"r\",\"state\":\"x\"}', 3",
    "POST, /entities/a%2Fb/pause, PAUSE, '{\"reason\":\"r\"}',",
    "POST, /entities/a%2Fb/clear, CLEAR, '{\"reason\":\"r\"}', 3"
  })
  void takesOrders(String method, String path, Action action, String body, Long expected)
      throws Exception {
    String[] match =
        expected == null ? new String[0] : new String[] {"If-Match", "\"" + expected + "\""};
    HttpResponse<String> answer = member.order(method, STEP + path, body, match);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(TestMember.json(answer).get("version").asLong()).isEqualTo(8);
    Repair repair = member.service.repairs.ordered.get(0);
    assertThat(repair.step()).isEqualTo("count");
    assertThat(repair.key()).isEqualTo("a/b");
    assertThat(repair.action()).isEqualTo(action);
    assertThat(repair.reason()).isEqualTo("r");
    assertThat(repair.by()).isEqualTo("owner");
    assertThat(repair.expected()).isEqualTo(expected);
    assertThat(repair.value() != null).isEqualTo(body.contains("\"x\""));
    if (expected != null) {
      assertThat(member.order(method, STEP + path, body).statusCode()).isEqualTo(428);
      assertThat(member.order(method, STEP + path, body, "If-Match", "*").statusCode())
          .isEqualTo(400);
    }
    assertThat(member.send(method, STEP + path).statusCode()).isEqualTo(401);
    assertThat(member.service.repairs.ordered).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"reason\":\" \"}", "{\"reason\"", "\u0000"})
  void wantsAReason(String body) throws Exception {
    assertThat(member.order("POST", STEP + "/quarantine/eel/release", body).statusCode())
        .isEqualTo(400);
    assertThat(member.service.repairs.ordered).isEmpty();
  }

  @Test
  void readsNoBodyWithoutEnd() throws Exception {
    String large = "{\"reason\":\"" + "x".repeat(2 << 20) + "\"}";
    assertThat(member.order("POST", STEP + "/quarantine/eel/release", large).statusCode())
        .isIn(400, 413);
    assertThat(member.service.repairs.ordered).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CHANGED, 412, POTOROO-5011",
    "NO_SUCH_ENTITY, 404, POTOROO-5004",
    "NOT_QUARANTINED, 404, POTOROO-5012",
    "UNREADABLE, 422, POTOROO-5013",
    "UNDONE, 503, POTOROO-5014"
  })
  void saysWhyAnOrderWasNotCarriedOut(Outcome outcome, int status, String code) throws Exception {
    member.service.repairs.outcome = outcome;
    HttpResponse<String> answer =
        member.order("POST", STEP + "/quarantine/eel/skip", "{\"reason\":\"r\"}", "If-Match", "3");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(TestMember.json(answer).get("code").asText()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic token-of-the-tests", ""})
  void takesNoOrderWithoutTheToken(String authorization) throws Exception {
    HttpResponse<String> answer =
        member.send("POST", STEP + "/quarantine/eel/release", "Authorization", authorization);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(answer.body()).doesNotContain(TestMember.TOKEN);
  }

  @Test
  void releasesAllKeysThatStartSo() throws Exception {
    HttpResponse<String> answer =
        member.order("POST", STEP + "/release", "{\"reason\":\"r\",\"prefix\":\"e\"}");
    assertThat(TestMember.json(answer).get("released").asInt()).isOne();
    assertThat(member.service.repairs.ordered).extracting(Repair::key).containsExactly("eel");
  }

  @Test
  void skipsTheFirstRecordOfAllKeysThatAFilterLetsThrough() throws Exception {
    HttpResponse<String> answer =
        member.order("POST", STEP + "/skip", "{\"reason\":\"r\",\"prefix\":\"e\"}");
    assertThat(TestMember.json(answer).get("skipped").asInt()).as(answer.body()).isOne();
    Repair skip = member.service.repairs.ordered.get(0);
    assertThat(skip.action()).isEqualTo(Action.SKIP);
    assertThat(skip.by()).isEqualTo("owner");
    assertThat(skip.expected()).as("the first record as it was seen").isEqualTo(3);
    member.order("POST", STEP + "/release", "{\"reason\":\"r\",\"where\":\"/count>1\"}");
    assertThat(member.service.inspection.asked)
        .containsExactly(
            new KeyFilter(true, Optional.empty(), Optional.of(StatePredicate.parse("/count>1"))));
    assertThat(
            member
                .order("POST", STEP + "/release", "{\"reason\":\"r\",\"where\":\"count\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void endsTheRoundIfSomebodyMayOrderIt() throws Exception {
    assertThat(member.send("POST", PIPELINE + "/rounds/end").statusCode()).isEqualTo(401);
    assertThat(member.order("POST", PIPELINE + "/rounds/end", "{}").statusCode()).isEqualTo(400);
    assertThat(member.service.roundsEnded).hasValue(0);
    HttpResponse<String> answer =
        member.order("POST", PIPELINE + "/rounds/end", "{\"reason\": \"now\"}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(member.service.repairs.notes)
        .containsExactly(new Note("", "", Note.Action.END_ROUND, "now", "owner", null));
    assertThat(answer.body()).contains("/rounds");
    assertThat(member.service.roundsEnded).hasValue(1);
  }

  @Test
  void tellsWhatWasDone() throws Exception {
    JsonNode audit =
        TestMember.json(member.get(PIPELINE + "/audit?since=2026-03-01T00:00:00Z&limit=5"));
    assertThat(audit.get("items").get(0).get("reason").asText()).isEqualTo("not a word");
    assertThat(member.get(PIPELINE + "/audit?since=yesterday").statusCode()).isEqualTo(400);
  }

  @Test
  void tellsWhatIsInTheWay() throws Exception {
    JsonNode why = TestMember.json(member.get("/api/v1/why"));
    assertThat(why.get("items").findValuesAsText("kind")).contains("sink", "quarantined-keys");
  }

  @Test
  void tellsWhichPartitionsEventTimeDoesNotWaitFor() throws Exception {
    member.service.idle = List.of("3", "7");
    try {
      JsonNode why = TestMember.json(member.get("/api/v1/why"));
      assertThat(why.get("items").findValuesAsText("kind")).contains("idle");
      assertThat(why.get("items").findValuesAsText("what"))
          .anyMatch(
              what -> what.startsWith("partitions [3, 7] of source [lines] have had no record"));
      JsonNode source = TestMember.json(member.get(PIPELINE)).at("/sources/0");
      assertThat(source.get("idlePartitions").toString()).isEqualTo("[\"3\",\"7\"]");
    } finally {
      member.service.idle = List.of();
    }
  }

  @Test
  void tellsThatReferenceDataIsNotThereYet() throws Exception {
    List<String> before = member.service.waitingFor;
    member.service.waitingFor =
        List.of("reference data of source [rates], which is read before anything else");
    try {
      JsonNode why = TestMember.json(member.get("/api/v1/why"));
      assertThat(why.get("items").findValuesAsText("kind")).contains("reference");
      assertThat(why.get("items").findValuesAsText("hint"))
          .anyMatch(hint -> hint.contains("its source is away"));
    } finally {
      member.service.waitingFor = before;
    }
  }

  @Test
  void givesAnObjectATagToExpect() throws Exception {
    assertThat(member.get(STEP + "/entities/cat").headers().firstValue("ETag")).hasValue("\"8\"");
  }
}
