package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
  private static final String PIPELINE = "/api/v1/pipelines/word-count";
  private static TestMember member;

  @BeforeAll
  static void start() {
    member = TestMember.start("potoroo.management.allowed-hosts = [\"Potoroo.Example\"]");
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/nope, 404, POTOROO-5001, [/nope]",
    "/api, 404, POTOROO-5001, [/api]",
    "/api/v2, 404, POTOROO-5001, [/api/v2]",
    "/api/v1/nope, 404, POTOROO-5001, [/api/v1/nope]",
    "/api/v1/pipelines/nope, 404, POTOROO-5002, [nope]",
    "/api/v1/pipelines/nope/topology, 404, POTOROO-5002, [nope]",
    "/api/v1/pipelines/nope/rounds, 404, POTOROO-5002, [nope]",
    "/api/v1/pipelines/word-count/rounds/1, 404, POTOROO-5001, [/api/v1/pipelines",
    "/api/v1/pipelines/nope/steps/count/entities, 404, POTOROO-5002, [nope]",
    "/api/v1/pipelines/word-count/steps/nope/entities, 404, POTOROO-5003, [nope]",
    "/api/v1/pipelines/word-count/steps/nope/entities/cat, 404, POTOROO-5003, [nope]",
    "/api/v1/pipelines/word-count/steps/count/entities/nobody, 404, POTOROO-5004, [nobody]",
    "/api/v1/pipelines/word-count/steps/count, 404, POTOROO-5001, [/api/v1/pipelines",
    "/api/v1/pipelines/word-count/topology?format=svg, 400, POTOROO-5005, [svg]",
    "/api/v1/pipelines/word-count/topology?format=JSON, 400, POTOROO-5005, [JSON]",
    "/api/v1/pipelines/word-count/topology?format=, 400, POTOROO-5005, []",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=0, 400, POTOROO-5005, [0]",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=501, 400, POTOROO-5005, [501]",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=-1, 400, POTOROO-5005, [-1]",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=ten, 400, POTOROO-5005, [ten]",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=, 400, POTOROO-5005, []",
    "/api/v1/pipelines/word-count/steps/count/entities?limit=99999999999, 400, POTOROO-5005, [9999",
    "/api/v1/pipelines/word-count/steps/count/entities?cursor=forged, 400, POTOROO-5005, [forged]",
  })
  void saysWhatIsWrongAndWhatToDo(String path, int status, String code, String value)
      throws Exception {
    JsonNode problem = problem(member.get(path), status, code);
    assertThat(problem.get("detail").asText()).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void knowsNoMethodThatChangesAnything(String method) throws Exception {
    for (String path : new String[] {"/", PIPELINE, PIPELINE + "/steps/count/entities"}) {
      HttpResponse<String> answer = member.send(method, path);
      JsonNode problem = problem(answer, 405, "POTOROO-5006");
      assertThat(problem.get("detail").asText()).contains("[" + method + "]");
      assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
  }

  @Test
  void knowsNoMethodThatChangesTheCluster() throws Exception {
    String self =
        TestMember.json(member.get("/cluster/members")).get("selfNode").asText().split("//")[1];
    assertThat(member.send("DELETE", "/cluster/members/" + self).statusCode()).isEqualTo(405);
    assertThat(member.send("PUT", "/cluster/members/" + self).statusCode()).isEqualTo(405);
    assertThat(member.send("POST", "/cluster/members").statusCode()).isEqualTo(405);
    assertThat(member.send("PUT", "/cluster").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "late"})
  void tellsThatAnAnswerTookTooLong(String step) throws Exception {
    problem(member.get(PIPELINE + "/steps/" + step + "/entities/cat"), 504, "POTOROO-5008");
    problem(member.get(PIPELINE + "/steps/" + step + "/entities"), 504, "POTOROO-5008");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cat", ""})
  void tellsThatTheStoreCannotBeRead(String key) throws Exception {
    HttpResponse<String> answer = member.get(PIPELINE + "/steps/unreadable/entities" + key);
    JsonNode problem = problem(answer, 503, "POTOROO-3011");
    assertThat(problem.get("detail").asText()).isEqualTo("The store is away.");
  }

  @Test
  void doesNotDenyAnObjectBeforeItCanKnow() throws Exception {
    member.service.ready = false;
    try {
      problem(member.get(PIPELINE + "/steps/count/entities/nobody"), 503, "POTOROO-5007");
    } finally {
      member.service.ready = true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken", "throwing"})
  void keepsTheInsideOfAFailureToItself(String step) throws Exception {
    HttpResponse<String> answer = member.get(PIPELINE + "/steps/" + step + "/entities/cat");
    problem(answer, 500, "POTOROO-3999");
    assertThat(answer.body()).doesNotContain("secret-path", "Exception", "\tat ");
  }

  @Test
  void tellsThatTheNodeIsNotReady() throws Exception {
    member.service.ready = false;
    try {
      problem(member.get(PIPELINE + "/steps/broken/entities/cat"), 503, "POTOROO-5007");
      assertThat(member.get(PIPELINE).statusCode()).isEqualTo(200);
    } finally {
      member.service.ready = true;
    }
  }

  @Test
  void refusesAPathThatIsTooLong() throws Exception {
    JsonNode problem = problem(member.get("/" + "a".repeat(17 * 1024)), 414, "POTOROO-5005");
    assertThat(problem.get("hint").asText()).contains("max-uri-length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"
      })
  void refusesWhatItCannotRead(String request) throws Exception {
    String answer = member.exchange(request);
    assertThat(answer)
        .containsPattern("^HTTP/1.1 (400|501|505)")
        .contains("application/problem+json");
    assertThat(TestMember.json(answer).get("code").asText()).isEqualTo("POTOROO-5005");
  }

  @Test
  void quotesALongPathInPart() throws Exception {
    JsonNode problem = problem(member.get("/" + "a".repeat(15 * 1024)), 404, "POTOROO-5001");
    assertThat(problem.get("detail").asText()).hasSizeLessThan(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost:7626", "LOCALHOST", "[::1]:80", "potoroo.example"})
  void answersForHostsThatAreThisMachineOrAllowed(String host) throws Exception {
    assertThat(member.raw("/api/v1", host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.nip.io"})
  void answersForNoOtherHost(String host) throws Exception {
    for (String path : new String[] {"/api/v1", "/cluster/members", "/nope"}) {
      String answer = member.raw(path, host);
      assertThat(answer).startsWith("HTTP/1.1 421").contains("application/problem+json");
      assertThat(TestMember.json(answer).get("code").asText()).isEqualTo("POTOROO-5009");
    }
  }

  private static JsonNode problem(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = TestMember.json(answer);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("type").asText()).endsWith(":" + code);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
    assertThat(problem.get("hint").asText()).isNotEmpty();
    return problem;
  }
}
