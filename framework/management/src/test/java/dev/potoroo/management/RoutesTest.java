package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final String PIPELINE = "/api/v1/pipelines/word-count";

  /** How a file of the page names another one that it loads. */
  private static final Pattern LOADS =
      Pattern.compile("(?: from '\\./|src=\"|href=\")([\\w-]+\\.(?:js|css|svg))['\"]");

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
  void fill() {
    member.service.objects.clear();
    member.service.objects.put("cat", 8141L);
    member.service.objects.put("car", 2L);
    member.service.objects.put("dog", 3L);
  }

  @Test
  void listensOnLoopbackOnTheFreePortItFound() {
    assertThat(member.endpoint.address()).matches("127\\.0\\.0\\.1:[1-9]\\d+");
  }

  @Test
  void sendsTheRootToTheApi() throws Exception {
    HttpResponse<String> answer = member.get("/");
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1");
  }

  @Test
  void hasAPageForBrowsersThatLoadsNothingFromElsewhere() throws Exception {
    HttpResponse<String> root = member.send("GET", "/", "Accept", "text/html,*/*;q=0.8");
    assertThat(root.headers().firstValue("Location")).hasValue("/ui/");
    assertThat(member.get("/ui").headers().firstValue("Location")).hasValue("/ui/");
    HttpResponse<String> page = member.get("/ui/");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';");
    assertThat(page.body()).doesNotContain("http://", "https://", "<style", "onclick");
    assertThat(member.get("/ui/openapi.json").statusCode()).isEqualTo(404);
    assertThat(member.get("/ui/..%2fopenapi.json").statusCode()).isEqualTo(404);
  }

  @Test
  void hasTheFilesThatThePageLoadsAndNoOthers() throws Exception {
    Set<String> loaded = new HashSet<>(Set.of("index.html"));
    for (String file : PageFiles.names()) {
      HttpResponse<String> answer = member.get("/ui/" + file);
      if (file.endsWith(".js")) {
        assertThat(answer.headers().firstValue("Content-Type"))
            .as(file)
            .hasValue("application/javascript; charset=UTF-8");
      }
      LOADS.matcher(answer.body()).results().forEach(match -> loaded.add(match.group(1)));
    }
    assertThat(PageFiles.names()).isEqualTo(loaded);
  }

  @Test
  void tellsWhatItIsAndWhereToGo() throws Exception {
    JsonNode index = ok("/api/v1");
    assertThat(index.get("service").asText()).isEqualTo("potoroo");
    assertThat(index.get("version").asText()).isNotEmpty();
    assertThat(index.get("pipeline").asText()).isEqualTo("word-count");
    assertThat(index.get("node").asText()).isEqualTo("127.0.0.1:25520");
    assertThat(index.get("ready").asBoolean()).isTrue();
    assertThat(index.get("links")).isNotEmpty();
    for (JsonNode link : index.get("links")) {
      assertThat(member.get(link.asText()).statusCode()).as(link.asText()).isEqualTo(200);
    }
  }

  @Test
  void listsTheRunningPipeline() throws Exception {
    JsonNode items = ok("/api/v1/pipelines").get("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).get("name").asText()).isEqualTo("word-count");
    assertThat(items.get(0).get("state").asText()).isEqualTo("RUNNING");
    assertThat(items.get(0).get("since").asText()).isEqualTo("2026-03-01T08:14:55Z");
    assertThat(items.get(0).get("href").asText()).isEqualTo(PIPELINE);
  }

  @Test
  void tellsThePipelinesStatusWithCountersAsWholeNumbers() throws Exception {
    JsonNode status = ok(PIPELINE);
    assertThat(status.get("name").asText()).isEqualTo("word-count");
    assertThat(status.get("members").get("answered").asInt()).isEqualTo(1);
    assertThat(status.get("inFlight").asInt()).isEqualTo(12);
    assertThat(status.get("sources").get(0).get("deadLetters").asInt()).isZero();
    assertThat(status.get("steps").get(0).get("records").asText()).isEqualTo("9007199254740993");
    assertThat(status.get("steps").get(0).get("records").isNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/json, {",
    "?format=json, application/json, {",
    "?format=text, text/plain; charset=UTF-8, lines →",
    "?format=mermaid, text/vnd.mermaid; charset=UTF-8, flowchart",
    "?format=dot, text/vnd.graphviz; charset=UTF-8, digraph"
  })
  void printsTheTopology(String query, String type, String start) throws Exception {
    HttpResponse<String> answer = member.get(PIPELINE + "/topology" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(answer.body()).startsWith(start);
  }

  @Test
  void tellsOneObject() throws Exception {
    JsonNode cat = ok(PIPELINE + "/steps/count/entities/cat");
    assertThat(cat.toString())
        .isEqualTo(
            "{\"pipeline\":\"word-count\",\"step\":\"count\",\"key\":\"cat\","
                + "\"state\":{\"count\":8141},\"version\":8141,\"held\":0,"
                + "\"lastTouched\":\"2026-03-01T08:21:07.113Z\","
                + "\"timers\":[{\"name\":\".ttl\",\"domain\":\"processing\","
                + "\"due\":\"2026-03-01T08:14:55Z\"}],\"windows\":[],\"moreWindows\":false,"
                + "\"granularity\":\"object\",\"shard\":17,"
                + "\"node\":\"127.0.0.1:25520\",\"live\":true,\"committedRound\":null}");
  }

  @Test
  void tellsTheCommitThatAnObjectOutOfMemoryIsOf() throws Exception {
    member.service.objects.put("owl", 4L);
    member.service.stored.add("owl");
    JsonNode owl = ok(PIPELINE + "/steps/count/entities/owl");
    assertThat(owl.get("live").asBoolean()).isFalse();
    assertThat(owl.get("committedRound").asLong()).isEqualTo(388);
    assertThat(owl.get("state").get("count").asLong()).isEqualTo(4);
  }

  @Test
  void tellsHowRoundsGo() throws Exception {
    assertThat(ok(PIPELINE + "/rounds").toString())
        .isEqualTo(
            "{\"durable\":true,\"phase\":\"flowing\",\"generation\":3,"
                + "\"generationReason\":\"start\",\"beganAfter\":{\"round\":371,"
                + "\"generation\":2,\"committedAt\":\"2026-03-01T08:14:55Z\"},"
                + "\"committedRound\":388,"
                + "\"committedAt\":\"2026-03-01T08:21:07.113Z\",\"ageMillis\":412,"
                + "\"eventTime\":\"2026-03-01T08:14:55Z\","
                + "\"latest\":[{\"round\":388,\"objects\":2213,\"bytes\":91442,"
                + "\"drainMicros\":2180,\"pauseMicros\":2905,\"captureMicros\":640,"
                + "\"writeMicros\":8120,\"commitMicros\":5310}]}");
  }

  @Test
  void tellsWhereShardsAre() throws Exception {
    assertThat(ok(PIPELINE + "/shards").toString())
        .isEqualTo(
            "{\"generation\":4,\"nodes\":[{\"node\":\"127.0.0.1:25520\","
                + "\"shards\":[{\"shard\":0,\"objects\":7},{\"shard\":1,\"objects\":9}],"
                + "\"objects\":16}],\"movements\":[{\"generation\":4,"
                + "\"reason\":\"node [127.0.0.1:25521] has joined\",\"nodes\":2,\"shards\":64,"
                + "\"pauseMicros\":181000}],\"members\":{\"answered\":1,\"of\":1}}");
  }

  @Test
  void takesOrdersByPostAlone() throws Exception {
    int rebalances = member.service.rebalances.get();
    int stops = member.service.stops.get();
    assertThat(member.get(PIPELINE + "/rebalance").statusCode()).isEqualTo(405);
    assertThat(member.get("/api/v1/members/self/leave").statusCode()).isEqualTo(405);
    assertThat(member.service.rebalances).hasValue(rebalances);
    assertThat(member.service.stops).hasValue(stops);
    assertThat(member.send("POST", PIPELINE + "/rebalance").statusCode()).isEqualTo(401);
    assertThat(member.service.rebalances).hasValue(rebalances);
    String why = "{\"reason\": \"a test\"}";
    assertThat(member.order("POST", PIPELINE + "/rebalance", "").statusCode()).isEqualTo(400);
    assertThat(member.order("POST", PIPELINE + "/rebalance", why).statusCode()).isEqualTo(202);
    assertThat(member.order("POST", "/api/v1/members/self/leave", "").statusCode()).isEqualTo(202);
    assertThat(member.order("POST", PIPELINE + "-not/rebalance", why).statusCode()).isEqualTo(404);
    assertThat(member.service.rebalances).hasValue(rebalances + 1);
    assertThat(member.service.stops).hasValue(stops + 1);
  }

  @Test
  void takesNoOrderThatAnotherSiteHasABrowserSend() throws Exception {
    String leave = "/api/v1/members/self/leave";
    for (String origin : List.of("http://example.org", "null")) {
      int stops = member.service.stops.get();
      assertThat(member.send("POST", leave, "Origin", origin).statusCode()).isEqualTo(421);
      assertThat(member.service.stops).hasValue(stops);
    }
    assertThat(member.order("POST", leave, "", "Origin", "http://localhost:7626").statusCode())
        .isEqualTo(202);
    assertThat(member.send("GET", PIPELINE, "Origin", "http://example.org").statusCode())
        .as("nothing is changed, and the browser does not show it there")
        .isEqualTo(200);
  }

  @Test
  void listsKeysPageByPage() throws Exception {
    JsonNode first = ok(PIPELINE + "/steps/count/entities?limit=2");
    assertThat(first.get("items").findValuesAsText("key")).containsExactly("car", "cat");
    assertThat(first.get("nextCursor").asText()).isEqualTo("after cat");
    JsonNode second = ok(PIPELINE + "/steps/count/entities?limit=2&cursor=after+cat");
    assertThat(second.get("items").findValuesAsText("key")).containsExactly("dog");
    assertThat(second.get("nextCursor").isNull()).isTrue();
    assertThat(second.get("members").get("of").asInt()).isEqualTo(1);
  }

  @Test
  void listsKeysByPrefix() throws Exception {
    member.service.objects.put("ca/t%", 1L);
    JsonNode page = ok(PIPELINE + "/steps/count/entities?prefix=ca%2Ft%25");
    assertThat(page.get("items").findValuesAsText("key")).containsExactly("ca/t%");
  }

  @Test
  void listsFiftyKeysUnlessAskedForMore() throws Exception {
    for (int i = 0; i < 600; i++) {
      member.service.objects.put("k" + i, 1L);
    }
    assertThat(ok(PIPELINE + "/steps/count/entities").get("items")).hasSize(50);
    assertThat(ok(PIPELINE + "/steps/count/entities?limit=500").get("items")).hasSize(500);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> answer = member.send("HEAD", PIPELINE);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void letsNobodyKeepAnAnswer() throws Exception {
    HttpResponse<String> answer = member.get(PIPELINE);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void hasTheRoutesOfPekkoManagement() throws Exception {
    assertThat(member.get("/alive").statusCode()).isEqualTo(200);
    assertThat(ok("/cluster/members").get("members")).hasSize(1);
  }

  @Test
  void isReadyOnlyWhileThePipelineIs() throws Exception {
    assertThat(member.get("/ready").statusCode()).isEqualTo(200);
    member.service.ready = false;
    try {
      HttpResponse<String> answer = member.get("/ready");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("potoroo-pipeline: this node does not process records");
      assertThat(member.get("/alive").statusCode()).isEqualTo(200);
    } finally {
      member.service.ready = true;
    }
  }

  private static JsonNode ok(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = member.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return TestMember.json(answer);
  }
}
