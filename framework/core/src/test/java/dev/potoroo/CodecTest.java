package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.potoroo.connector.RawRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  sealed interface Signal permits NewHigh, Stale, Other {}

  record NewHigh(String symbol, double price) implements Signal {}

  @JsonTypeName("too-old")
  record Stale(String symbol) implements Signal {}

  sealed interface Other extends Signal permits HTTPError {}

  record HTTPError(int status) implements Other {}

  record Tick(String symbol, double price) {}

  record Rich(
      Optional<String> note,
      Instant at,
      Duration took,
      List<Signal> signals,
      Map<String, Side> sides) {}

  enum Side {
    BUY {
      @Override
      int sign() {
        return 1;
      }
    };

    abstract int sign();
  }

  private static final Rich RICH =
      new Rich(
          Optional.of("n"),
          Instant.parse("2024-02-29T12:00:00.000000001Z"),
          Duration.ofMillis(1500),
          List.of(new NewHigh("IBM", 1.5), new Stale("A"), new HTTPError(500)),
          Map.of("x", Side.BUY));

  @ParameterizedTest
  @ValueSource(strings = {"{\"symbol\":\"IBM\"}", "{\"symbol\":\"IBM\",\"price\":null}"})
  void namesTheFieldThatLacksANumber(String json) {
    assertThatThrownBy(() -> Codec.json(Tick.class).decode(json.getBytes(StandardCharsets.UTF_8)))
        .hasMessage(
            "field [price] is missing or null, but [double] needs a value. Make it [Double] or"
                + " [Optional], which may be missing.");
  }

  @Test
  void namesTheCasesOfASealedTypeInAPropertyCalledType() throws Exception {
    Codec<Signal> codec = Codec.json(Signal.class);
    assertThat(text(codec.encode(new NewHigh("IBM", 1.5))))
        .isEqualTo("{\"type\":\"new-high\",\"symbol\":\"IBM\",\"price\":1.5}");
    assertThat(text(codec.encode(new Stale("IBM"))))
        .isEqualTo("{\"type\":\"too-old\",\"symbol\":\"IBM\"}");
    assertThat(text(codec.encode(new HTTPError(500))))
        .isEqualTo("{\"type\":\"http-error\",\"status\":500}");
  }

  @Test
  void readsTheCasesOfASealedTypeBack() throws Exception {
    for (Codec<Signal> codec : List.of(Codec.json(Signal.class), Codec.cbor(Signal.class))) {
      for (Signal signal : RICH.signals()) {
        assertThat(codec.decode(codec.encode(signal))).isEqualTo(signal);
      }
    }
  }

  @Test
  void writesOneCaseAloneWithoutAType() throws Exception {
    assertThat(text(Codec.json(NewHigh.class).encode(new NewHigh("A", 1))))
        .isEqualTo("{\"symbol\":\"A\",\"price\":1.0}");
  }

  @Test
  void refusesAnUnknownCase() {
    assertThatThrownBy(() -> Codec.json(Signal.class).decode(raw("{\"type\":\"nothing\"}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void keepsOptionalsTimesListsMapsAndEnums() throws Exception {
    for (Codec<Rich> codec : List.of(Codec.json(Rich.class), Codec.cbor(Rich.class))) {
      assertThat(codec.decode(codec.encode(RICH))).isEqualTo(RICH);
    }
    assertThat(text(Codec.json(Rich.class).encode(RICH)))
        .contains("\"at\":\"2024-02-29T12:00:00.000000001Z\"")
        .contains("\"took\":\"PT1.5S\"")
        .contains("\"sides\":{\"x\":\"BUY\"}");
  }

  @Test
  void takesAMissingOptionalAsEmpty() throws Exception {
    record Noted(Optional<String> note) {}
    assertThat(Codec.json(Noted.class).decode(raw("{}"))).isEqualTo(new Noted(Optional.empty()));
  }

  @Test
  void keepsPrivateFieldsOfAClass() throws Exception {
    Bag bag = new Bag();
    bag.add("x");
    Codec<Bag> codec = Codec.json(Bag.class);
    assertThat(text(codec.encode(bag))).isEqualTo("{\"counts\":{\"x\":1}}");
    assertThat(codec.decode(codec.encode(bag)).counts).isEqualTo(bag.counts);
  }

  private static final class Bag {
    private final Map<String, Integer> counts = new HashMap<>();

    void add(String word) {
      counts.merge(word, 1, Integer::sum);
    }
  }

  @Test
  void ignoresAnUnknownProperty() throws Exception {
    assertThat(
            Codec.json(Tick.class)
                .decode(raw("{\"symbol\":\"A\",\"price\":1,\"venue\":{\"x\":[1]}}")))
        .isEqualTo(new Tick("A", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"symbol\":\"A\"}",
        "{\"symbol\":\"A\",\"price\":null}",
        "{\"symbol\":\"A\",\"price\":1} 2",
        "{\"symbol\":\"A\",\"price\":1}}",
        "{\"symbol\":\"A\",\"price\":\"x\"}",
        "{\"symbol\":\"A\"",
        "null",
        "[]",
        "",
        " "
      })
  void refusesWhatIsNotTheValue(String json) {
    assertThatThrownBy(() -> Codec.json(Tick.class).decode(raw(json)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void doesNotRepeatTheInputInAMessage() {
    assertThatThrownBy(() -> Codec.json(Tick.class).decode(raw("{\"symbol\":\"SECRET\",]")))
        .message()
        .doesNotContain("SECRET");
  }

  @Test
  void takesLinesAsUtf8() throws Exception {
    Codec<String> lines = Codec.lines();
    for (String line : List.of("", "abc", "ä€😀", "a\ufffdb")) {
      assertThat(lines.decode(lines.encode(line))).isEqualTo(line);
    }
  }

  @Test
  void refusesLinesThatAreNotUtf8() {
    byte[][] bad = {{(byte) 0xff}, {'a', (byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}};
    for (byte[] raw : bad) {
      assertThatThrownBy(() -> Codec.lines().decode(raw))
          .isInstanceOf(CharacterCodingException.class);
    }
  }

  @Test
  void takesACodecOfOnesOwn() throws Exception {
    Codec<Integer> codec =
        Codec.of(
            raw -> ByteBuffer.wrap(raw).getInt(),
            number -> ByteBuffer.allocate(4).putInt(number).array());
    assertThat(codec.decode(codec.encode(7))).isEqualTo(7);
    assertThat(codec.text()).isFalse();
    assertThat(codec.asText().text()).isTrue();
    assertThat(codec.asText().decode(codec.encode(7))).isEqualTo(7);
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesTheNullOfACodecOfOnesOwn() {
    Codec<String> codec = Codec.of(raw -> null, text -> raw(text));
    assertThatThrownBy(() -> codec.decode(raw("x"))).hasMessage("the record is null");
  }

  @Test
  void knowsWhatIsText() throws Exception {
    assertThat(List.of(Codec.json(Tick.class), Codec.lines())).allMatch(Codec::text);
    assertThat(List.of(Codec.cbor(Tick.class), Codec.bytes())).noneMatch(Codec::text);
    assertThat(text(Codec.json(String.class).encode("a\nb"))).doesNotContain("\n");
  }

  private static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] raw) {
    return new String(raw, StandardCharsets.UTF_8);
  }

  private record Length(int size) implements RawRecord {
    @Override
    public byte[] bytes() {
      return "x".repeat(size).getBytes(StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsTheFormThatItIsToldOfAndBytesOfOthers() throws Exception {
    Codec<String> codec =
        Codec.lines().reading(Length.class, length -> "length " + length.size()).named("mine");
    assertThat(codec.asText().decode(new Length(3))).isEqualTo("length 3");
    assertThat(codec.decode("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo("abc");
    assertThat(Codec.lines().decode(new Length(3))).isEqualTo("xxx");
    RawRecord other =
        new RawRecord() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public byte[] bytes() {
            return new byte[] {'y'};
          }
        };
    assertThat(codec.decode(other)).isEqualTo("y");
  }
}
