package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String ENTITIES = "/api/v1/pipelines/word-count/steps/count/entities/";
  private static TestMember member;

  @BeforeAll
  static void start() {
    member = TestMember.start("");
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "/",
        "//",
        "a/",
        " ",
        "a b",
        "grün",
        "日本語",
        "🦘",
        "%",
        "100%",
        "%2F",
        "%%",
        "?",
        "a?b=c",
        "#",
        "a#b",
        "+",
        "a+b",
        ";",
        "a;b=c",
        "&",
        "=",
        ":",
        "@",
        "'",
        "\"",
        "\\",
        "<b>",
        "[x]",
        "{}",
        "|",
        "^",
        "`",
        "~",
        "*",
        "a,b",
        "$",
        "(",
        "...",
        "../..",
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\u007f",
        "\u0085",
        "\u200b",
        "\ufeff",
        "\uFFFD",
        "topology",
        "entities"
      })
  void findsAnyKeyThatIsPercentEncodedInOneSegment(String key) throws Exception {
    member.service.objects.put(key, 5L);
    String answer = member.raw(ENTITIES + encoded(key), member.endpoint.address());
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(TestMember.json(answer).get("key").asText()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "a;b", "a=b", "a,b", "a:b", "a@b", "a&b", "(a)", "*", "~", "..."})
  void findsAKeyOfLettersThatNeedNoEncoding(String key) throws Exception {
    member.service.objects.put(key, 5L);
    String answer = member.raw(ENTITIES + key, member.endpoint.address());
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(TestMember.json(answer).get("key").asText()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "%2e", "%2E%2e", "../count", "x/../cat"})
  void refusesDotsThatHttpResolves(String key) throws Exception {
    String answer = member.raw(ENTITIES + key, member.endpoint.address());
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(TestMember.json(answer).get("detail").asText()).contains("[..]");
  }

  @Test
  void findsKeysOfAnyCharacters() throws Exception {
    Random random = new Random(20260301);
    for (int i = 0; i < 300; i++) {
      String key =
          random
              .ints(1 + random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
              .map(point -> random.nextBoolean() ? point % 128 : point)
              .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      if (key.isEmpty() || key.equals(".") || key.equals("..")) {
        continue;
      }
      member.service.objects.put(key, 5L);
      HttpResponse<String> answer = member.get(ENTITIES + encoded(key));
      assertThat(answer.statusCode()).as(encoded(key)).isEqualTo(200);
      assertThat(TestMember.json(answer).get("key").asText()).isEqualTo(key);
    }
  }

  @Test
  void findsAKeyOfThousandsOfBytes() throws Exception {
    String key = "ä".repeat(2500);
    member.service.objects.put(key, 5L);
    HttpResponse<String> answer = member.get(ENTITIES + encoded(key));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(TestMember.json(answer).get("key").asText()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b", "a/", "/a", "cat/"})
  void hasNothingAtPathsThatAreNoSingleSegment(String rest) throws Exception {
    String answer = member.raw(ENTITIES + rest, member.endpoint.address());
    assertThat(answer).startsWith("HTTP/1.1 404").contains("application/problem+json");
    assertThat(TestMember.json(answer).get("code").asText()).isEqualTo("POTOROO-5001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%2", "%zz", "a%", "%FF", "%C3", "%C3%28", "%ED%A0%80", "%F8%88%80%80%80"})
  void refusesWhatIsNotPercentEncodedUtf8(String key) throws Exception {
    String answer = member.raw(ENTITIES + key, member.endpoint.address());
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(TestMember.json(answer).get("code").asText()).isEqualTo("POTOROO-5005");
    assertThat(TestMember.json(answer).get("hint").asText()).isNotEmpty();
  }

  @Test
  void refusesAPrefixThatIsNotPercentEncodedUtf8() throws Exception {
    String path = "/api/v1/pipelines/word-count/steps/count/entities?prefix=%FF";
    assertThat(member.raw(path, member.endpoint.address()))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
