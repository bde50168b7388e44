package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.SourceOrder;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceRoutesTest {
  private static final String PIPELINE = "/api/v1/pipelines/word-count";
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
    member.service.repairs.ofSources.clear();
    member.service.repairs.outcome = RepairResult.Outcome.DONE;
  }

  @ParameterizedTest
  @CsvSource({
    "/pause,PAUSE_SOURCE,",
    "/resume,RESUME_SOURCE,",
    "/sources/lines/pause,PAUSE_SOURCE,lines",
    "/sources/lines/resume,RESUME_SOURCE,lines"
  })
  void takesOrders(String path, SourceOrder.Action action, String source) throws Exception {
    HttpResponse<String> answer = member.order("POST", PIPELINE + path, "{\"reason\":\"r\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode done = TestMember.json(answer);
    assertThat(done.get("paused").asBoolean()).isEqualTo(path.endsWith("pause"));
    assertThat(done.get("source").textValue()).isEqualTo(source);
    assertThat(member.service.repairs.ofSources)
        .containsExactly(new SourceOrder(source, action, "r", "owner"));
    assertThat(member.order("POST", PIPELINE + path, "{}").statusCode()).isEqualTo(400);
    assertThat(member.send("POST", PIPELINE + path).statusCode()).isEqualTo(401);
    assertThat(member.service.repairs.ofSources).hasSize(1);
  }

  @Test
  void saysWhyNothingHasComeOfIt() throws Exception {
    String body = "{\"reason\":\"r\"}";
    HttpResponse<String> unknown = member.order("POST", PIPELINE + "/sources/odd/pause", body);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("POTOROO-5024", "[odd]");
    assertThat(member.service.repairs.ofSources).isEmpty();
    member.service.repairs.outcome = RepairResult.Outcome.CHANGED;
    assertThat(member.order("POST", PIPELINE + "/sources/lines/resume", body).body())
        .contains("POTOROO-5011", "not paused by itself");
    member.service.repairs.outcome = RepairResult.Outcome.UNDONE;
    assertThat(member.order("POST", PIPELINE + "/pause", body).statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource({"false,/sources/lines/resume", "true,/word-count/resume"})
  void saysThatASourceIsPaused(boolean all, String resume) throws Exception {
    Instant since = Instant.parse("2026-03-01T08:21:07Z");
    member.service.paused = new PipelineStatus.Paused(since, "a repair", "ops", all);
    try {
      JsonNode source = TestMember.json(member.get(PIPELINE)).at("/sources/0/paused");
      assertThat(source.get("reason").asText()).isEqualTo("a repair");
      assertThat(member.get("/api/v1/why").body())
          .contains("source [lines] is paused by [ops] since [" + since + "]: a repair", resume);
    } finally {
      member.service.paused = null;
    }
  }
}
