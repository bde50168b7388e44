package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.potoroo.FiredTimer;
import dev.potoroo.JacksonSupport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WireFormatTest {

  /** A closed set of records. */
  sealed interface Event {
    /** One. */
    record Bought(String what, BigDecimal price, Instant at, Optional<String> note)
        implements Event {}

    /** Another. */
    record Left() implements Event {}

    /** With others inside. */
    record Many(List<Event> events, Map<String, Long> counts, byte[] raw) implements Event {}
  }

  /** Named by annotation. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @com.fasterxml.jackson.annotation.JsonSubTypes({
    @com.fasterxml.jackson.annotation.JsonSubTypes.Type(value = Named.A.class, name = "a")
  })
  sealed interface Named {
    /** The only one. */
    record A(int n) implements Named {}
  }

  private static Batch allCrossed(Class<?> type, Map<String, ?> records) throws IOException {
    Batch batch = new Batch(2, 1);
    records.forEach(batch::add);
    WireFormat format =
        new WireFormat(JacksonSupport.cbor().constructType(type), Masking.ANNOTATED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // Packed in pieces, as an egress does.
    for (int i = 0; i < batch.size; i++) {
      format.write(batch, i, i + 1, out);
    }
    Batch read = format.read(2, batch.size, out.toByteArray(), null);
    assertThat(Arrays.copyOf(read.keys, read.size))
        .isEqualTo(Arrays.copyOf(batch.keys, batch.size));
    assertThat(read.step).isEqualTo(2);
    return read;
  }

  private static Object crossed(Class<?> type, Object record) throws IOException {
    return allCrossed(type, Map.of("k", record)).records[0];
  }

  @Test
  void casesOfASealedTypeKeepTheirClass() throws IOException {
    Event bought =
        new Event.Bought(
            "Äpfel 😀 \"\\\n\0",
            new BigDecimal("1234567890.1234567890"),
            Instant.parse("2030-02-03T04:05:06.789012345Z"),
            Optional.of(""));
    assertThat(crossed(Event.class, bought)).isEqualTo(bought);
    Event empty = new Event.Bought("", BigDecimal.ZERO, Instant.EPOCH, Optional.empty());
    assertThat(crossed(Event.class, empty)).isEqualTo(empty);
    assertThat(crossed(Event.class, new Event.Left())).isEqualTo(new Event.Left());
    assertThat(crossed(Named.class, new Named.A(3))).isEqualTo(new Named.A(3));
    Event.Many many =
        (Event.Many)
            crossed(
                Event.class,
                new Event.Many(
                    List.of(bought, new Event.Left()),
                    Map.of("max", Long.MAX_VALUE, "min", Long.MIN_VALUE),
                    new byte[] {0, -1, 1}));
    assertThat(many.events()).containsExactly(bought, new Event.Left());
    assertThat(many.counts()).containsEntry("min", Long.MIN_VALUE);
    assertThat(many.raw()).containsExactly(0, -1, 1);
  }

  @Test
  void simpleValuesCross() throws IOException {
    for (Object value :
        List.of(
            "", "😀", 0L, -1L, Long.MIN_VALUE, Double.MIN_VALUE, Double.NaN, true, 'x', 7, 1.5f)) {
      assertThat(crossed(value.getClass(), value)).isEqualTo(value);
    }
    assertThat((byte[]) crossed(byte[].class, new byte[0])).isEmpty();
    JsonNode node = JsonNodeFactory.instance.objectNode().put("a", 1).putNull("b");
    assertThat(crossed(JsonNode.class, node)).isEqualTo(node);
    assertThat(crossed(Map.class, Map.of("a", List.of(1, 2))))
        .isEqualTo(Map.of("a", List.of(1, 2)));
  }

  @Property(tries = 300)
  void anyTextsCrossInOrder(@ForAll Map<String, String> records) throws IOException {
    Map<String, String> valid = new java.util.LinkedHashMap<>();
    records.forEach(
        (key, value) -> {
          if (Keys.faultOf(key, 1 << 20) == null && Keys.faultOf("x" + value, 1 << 20) == null) {
            valid.put(key, value);
          }
        });
    Batch read = allCrossed(String.class, valid);
    assertThat(Arrays.copyOf(read.records, read.size)).containsExactlyElementsOf(valid.values());
  }

  @Test
  void whatIsCutShortIsAnError() throws IOException {
    Batch batch = new Batch(0, 1);
    batch.add("key", "record");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WireFormat format =
        new WireFormat(JacksonSupport.cbor().constructType(String.class), Masking.ANNOTATED);
    format.write(batch, 0, 1, out);
    byte[] half = Arrays.copyOf(out.toByteArray(), out.size() - 2);
    assertThatThrownBy(() -> format.read(0, 1, half, null)).isInstanceOf(IOException.class);
  }

  @Test
  void aTimerIsHeldAsARecordIs() throws Exception {
    WireFormat wire =
        new WireFormat(JacksonSupport.cbor().constructType(String.class), Masking.ANNOTATED);
    FiredTimer timer = new FiredTimer("remind", true, 1_700_000_000_000L);
    assertThat(wire.decode(wire.encode(timer))).isEqualTo(timer);
    assertThat(wire.json(wire.encode(timer)).path("timer").asText()).isEqualTo("remind");
    assertThat(wire.decode(wire.encode("a record"))).isEqualTo("a record");
  }

  @Test
  void whereAFollowedRecordHasBeenGoesBeforeItsKey() throws IOException {
    WireFormat format =
        new WireFormat(JacksonSupport.cbor().constructType(String.class), Masking.ANNOTATED);
    Batch batch = new Batch(0, 3);
    batch.add("a", "one");
    batch.add("b", "two");
    batch.follow(new FollowedSpan("here"));
    batch.add("c", "three");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(batch, 0, 3, out);
    Batch read = format.read(0, 3, out.toByteArray(), new FollowedSpan.Tracing());
    assertThat(Arrays.copyOf(read.records, 3)).containsExactly("one", "two", "three");
    assertThat(Arrays.asList(read.span(0), read.span(1), read.span(2)))
        .containsExactly(null, new FollowedSpan("here"), null);
    Batch unfollowed = format.read(0, 3, out.toByteArray(), null);
    assertThat(unfollowed.keys).startsWith("a", "b", "c");
    assertThat(unfollowed.span(1)).as("a node that follows nothing").isNull();
  }
}
