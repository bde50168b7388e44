package dev.potoroo.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.testkit.PipelineTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvTest {
  record Order(String id, String customer, double amount, Instant at, Optional<String> note) {}

  private static final Codec<Order> CODEC =
      Csv.columns("id", "customer", "amount", "at", "note").codec(Order.class);
  private static final Order ORDER =
      new Order("1", "Smith, \"Jo\"", 2.5, Instant.EPOCH, Optional.of("é"));

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.UTF_8);
  }

  private static Order decode(String line) throws Exception {
    return CODEC.decode(bytes(line));
  }

  @Test
  void readsWhatItHasWritten() throws Exception {
    byte[] line = CODEC.encode(ORDER);
    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo("1,\"Smith, \"\"Jo\"\"\",2.5,1970-01-01T00:00:00Z,é");
    assertThat(CODEC.decode(line)).isEqualTo(ORDER);
    assertThat(CODEC.text()).isTrue();
  }

  @Test
  void readsLinesByThePlaceOfColumns() throws Exception {
    assertThat(decode("7,Ann,3,1970-01-01T00:00:00Z,"))
        .isEqualTo(new Order("7", "Ann", 3, Instant.EPOCH, Optional.empty()));
    record Pair(int a, int b) {}
    Codec<Pair> pairs = Csv.columns("b", "a").separator(';').codec(Pair.class);
    assertThat(pairs.decode(bytes("1;2"))).isEqualTo(new Pair(2, 1));
    assertThat(pairs.encode(new Pair(2, 1))).containsExactly('1', ';', '2');
  }

  @Test
  void refusesWhatIsNoSuchLine() {
    for (String line :
        List.of("", "1,Ann", "1,Ann,3,1970-01-01T00:00:00Z,,6", "1,Ann,x,,", "1,Ann,,,")) {
      assertThatThrownBy(() -> decode(line)).as(line).isInstanceOf(Exception.class);
    }
    Order broken = new Order("1", "two\nlines", 1, Instant.EPOCH, Optional.empty());
    assertThatThrownBy(() -> CODEC.encode(broken)).hasMessageContaining("line break");
    assertThatThrownBy(() -> Csv.columns("a", "a")).hasMessageContaining("different");
    assertThatThrownBy(Csv::columns).hasMessageContaining("one column");
    assertThatThrownBy(() -> Csv.columns("a").separator('"')).hasMessageContaining("no quote");
  }

  private static final class Amounts implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("orders", CODEC))
          .map(order -> order.customer() + " " + order.amount())
          .to(Sink.named("amounts", Codec.lines()));
    }
  }

  @Test
  void aLineThatIsNoneIsADeadLetterAndTheOthersGoOn() {
    try (PipelineTest test = PipelineTest.of(new Amounts())) {
      test.putBytes("orders", bytes("1,Ann,3,,"), bytes("2,Bob"), bytes("3,\"C, D\",4.5,,x"));
      assertThat(test.sink("amounts", String.class)).containsExactly("Ann 3.0", "C, D 4.5");
      assertThat(test.deadLetters())
          .singleElement()
          .satisfies(letter -> assertThat(letter.toString()).contains("column"));
    }
  }
}
