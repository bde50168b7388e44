package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.Note;
import dev.potoroo.status.StatePredicate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectRoutesTest {
  private static final String STEP = "/api/v1/pipelines/word-count/steps/count";
  private static TestMember member;

  @BeforeAll
  static void start() {
    member = TestMember.start("");
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @BeforeEach
  void forget() {
    member.service.inspection.asked.clear();
  }

  private static HttpResponse<String> ask(String path, String body) throws Exception {
    return member.post(STEP + path, body);
  }

  @ParameterizedTest
  @CsvSource({"'',RATE", "?by=time,TIME", "?by=held&limit=1,HELD", "?by=size,SIZE"})
  void saysWhichKeysAreHot(String query, HotKeys.By by) throws Exception {
    JsonNode hot = TestMember.json(member.get(STEP + "/hot" + query));
    assertThat(hot.at("/items/0/key").asText()).isEqualTo("cat");
    assertThat(member.service.inspection.asked).containsExactly(by);
  }

  @Test
  void listsWhatAFilterLetsThrough() throws Exception {
    String query = "?quarantined=true&idle=5m&where=%2Fcount%3E100";
    JsonNode page = TestMember.json(member.get(STEP + "/entities" + query));
    assertThat(page.get("items").findValuesAsText("key")).containsExactly("cat");
    assertThat(page.at("/members/answered").asInt()).isOne();
    assertThat(member.service.inspection.asked)
        .containsExactly(
            new KeyFilter(
                true,
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(StatePredicate.parse("/count>100"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hot?by=beauty",
        "/hot?limit=0",
        "/entities?quarantined=yes",
        "/entities?idle=long",
        "/entities?idle=5",
        "/entities?idle=99999999999999999999s",
        "/entities?where=count",
        "/entities?where=count%3E1",
        "/entities?idle=1s&limit=501"
      })
  void saysWhatIsWrongWithAQuestion(String path) throws Exception {
    HttpResponse<String> answer = member.get(STEP + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(TestMember.json(answer).get("code").asText()).isEqualTo("POTOROO-5005");
    assertThat(member.service.inspection.asked).isEmpty();
  }

  @Test
  void tellsWhatARecordWouldDoAndNeedsNoToken() throws Exception {
    HttpResponse<String> answer = ask("/entities/a%2Fb/dry-run", "{\"record\": \"cat\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode run = TestMember.json(answer);
    assertThat(run.at("/after/count").asInt()).isEqualTo(8142);
    assertThat(run.get("change").asText()).isEqualTo("BECOME");
    assertThat(ask("/entities/cat/dry-run", "{\"record\": []}").statusCode()).isEqualTo(422);
    assertThat(ask("/entities/cat/dry-run", "{}").statusCode()).isEqualTo(400);
    assertThat(ask("/entities/cat/dry-run", "cat").statusCode()).isEqualTo(400);
    assertThat(member.get(STEP + "/entities/cat/dry-run").statusCode()).isEqualTo(405);
  }

  @Test
  void showsWhatGoesThroughTheGraph() throws Exception {
    JsonNode live = TestMember.json(member.get("/api/v1/pipelines/word-count/topology/live"));
    assertThat(live.at("/nodes/2/handlerTime/p99").asDouble()).isEqualTo(20.5);
    assertThat(live.at("/edges/1/recordsPerSecond").asDouble()).isEqualTo(2213.5);
    assertThat(member.get("/api/v1/pipelines/other/topology/live").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhatAnObjectWas() throws Exception {
    JsonNode history = TestMember.json(member.get(STEP + "/entities/cat/history?limit=7"));
    assertThat(history.at("/superseded/0/patch/0/value").asInt()).isEqualTo(8141);
    assertThat(history.get("keptFor").asText()).isEqualTo("PT24H");
    assertThat(member.service.inspection.asked).containsExactly(7);
    HttpResponse<String> none = member.get(STEP + "/entities/odd/history");
    assertThat(none.statusCode()).isEqualTo(409);
    assertThat(none.body()).contains("POTOROO-5023", "potoroo.steps.count.history");
    assertThat(member.get(STEP + "/entities/cat/history?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void hasAKeyTracedForAWhile() throws Exception {
    String path = STEP + "/entities/cat/trace";
    HttpResponse<String> answer =
        member.order("POST", path, "{\"reason\": \"odd\", \"for\": \"5m\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(TestMember.json(answer).get("logger").asText()).isEqualTo("dev.potoroo.trace");
    assertThat(member.service.inspection.asked).containsExactly("PT5M odd, by [owner]");
    assertThat(member.service.repairs.notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.key()).isEqualTo("cat");
              assertThat(note.action()).isEqualTo(Note.Action.TRACE);
              assertThat(note.by()).isEqualTo("owner");
              assertThat(note.detail().has("until")).isTrue();
            });
    for (String wrong : List.of("{\"reason\":\"r\"}", "{\"reason\":\"r\",\"for\":\"25h\"}")) {
      assertThat(member.order("POST", path, wrong).statusCode()).isEqualTo(400);
    }
    assertThat(ask("/entities/cat/trace", "{}").statusCode()).isEqualTo(401);
    assertThat(
            member
                .order("POST", STEP + "/entities/crowd/trace", "{\"reason\":\"r\",\"for\":\"1s\"}")
                .statusCode())
        .isEqualTo(429);
  }

  @Test
  void passesQuestionsOn() throws Exception {
    HttpResponse<String> answer =
        ask("/entities/cat/query", "{\"type\": \"rank\", \"query\": {\"of\": 5}}");
    assertThat(TestMember.json(answer).get("answer").asInt()).isEqualTo(3);
    assertThat(member.service.inspection.asked).containsExactly("rank{\"of\":5}");
    assertThat(ask("/entities/unicorn/query", "{\"type\": \"rank\"}").statusCode()).isEqualTo(404);
    HttpResponse<String> odd = ask("/entities/odd/query", "{\"type\": \"rank\"}");
    assertThat(odd.statusCode()).isEqualTo(422);
    assertThat(odd.body()).contains("an odd key", "POTOROO-5022");
    HttpResponse<String> which = ask("/entities/cat/query", "{}");
    assertThat(which.statusCode()).isEqualTo(400);
    assertThat(which.body()).contains("[rank, share]");
  }

  @Test
  void takesNoQuestionFromAnotherSite() throws Exception {
    HttpRequest.Builder foreign = member.posting(STEP + "/entities/cat/dry-run", "{\"record\":1}");
    assertThat(member.send(foreign.header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(421);
  }

  @Test
  void streamsWhatHappensToAKeyUntilTheReaderGoes() throws Exception {
    List<String> lines = new ArrayList<>();
    String[] address = member.endpoint.address().split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + STEP + "/entities/cat/tail HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      readUntil(reader, lines, "a line");
      assertThat(member.service.inspection.tailsOpen).hasValue(1);
    }
    assertThat(lines).contains("event: following", "event: record");
    assertThat(lines).anyMatch(line -> line.startsWith("Content-Type: text/event-stream"));
    assertThat(lines.get(lines.size() - 1))
        .startsWith("data: {")
        .contains("\"skipped\":7", "a line\\nand another");
    await().untilAsserted(() -> assertThat(member.service.inspection.tailsOpen).hasValue(0));
  }

  private static void readUntil(BufferedReader reader, List<String> lines, String text)
      throws IOException {
    String line = reader.readLine();
    while (line != null) {
      lines.add(line);
      if (line.contains(text)) {
        return;
      }
      line = reader.readLine();
    }
    throw new AssertionError("the stream has ended: " + lines);
  }

  @Test
  void refusesFollowersBeyondTheLimit() throws Exception {
    HttpResponse<String> answer = member.get(STEP + "/entities/crowd/tail");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("POTOROO-5021", "potoroo.inspect.tails");
  }
}
