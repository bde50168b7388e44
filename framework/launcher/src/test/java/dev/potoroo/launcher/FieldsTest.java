package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void figuresAreTablesForPeople() throws Exception {
    JsonNode answer =
        json(
            """
            {"latest": [{"round": 8, "objects": 917}, {"round": 9, "objects": 12}],
             "phase": "flowing"}""");
    assertThat(Fields.of(answer, true))
        .containsExactly(
            "phase   flowing", "", "latest", "round  objects", "    8      917", "    9       12");
    assertThat(Fields.of(answer, false))
        .containsExactly(
            "latest  {\"round\":8,\"objects\":917}",
            "latest  {\"round\":9,\"objects\":12}",
            "phase   flowing");
  }

  @Test
  void recordsAndListsInListsStayJson() throws Exception {
    assertThat(Fields.of(json("{\"records\": [{\"price\": 1.50}]}"), true))
        .containsExactly("records  {\"price\":1.5}");
    assertThat(Fields.of(json("{\"nodes\": [{\"shards\": [1, 2]}]}"), true))
        .containsExactly("nodes  {\"shards\":[1,2]}");
    assertThat(Fields.of(json("{\"timers\": []}"), true)).isEmpty();
  }

  @Test
  void figuresHaveAsManyDigitsAsMatter() throws Exception {
    JsonNode items =
        json("[{\"a\": 999.96985404}, {\"a\": 2.0E-6}, {\"a\": 123456.7}, {\"a\": 0.0}]");
    assertThat(Table.of(items))
        .containsExactly("       a", "    1000", "0.000002", "  123457", "       0");
  }
}
