package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.connector.http.Delivery.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final List<byte[]> RECORDS = List.of(new byte[] {1}, new byte[0], new byte[] {2});
  private static final Step<Delivery, Seen, byte[]> ONCE =
      Delivery.once("once", Duration.ofHours(1));

  private static Next<Seen, byte[]> decision(String id, Seen seen) throws Exception {
    return ONCE.test(id, seen, new Delivery(id, RECORDS));
  }

  @Test
  void letsARequestPassOnce() throws Exception {
    Next<Seen, byte[]> first = decision("k", new Seen(-1, 0));
    assertThat(first.state()).isEqualTo(new Seen(3, 0));
    assertThat(first.emitted()).isEqualTo(RECORDS);
    Next<Seen, byte[]> again = decision("k", first.state());
    assertThat(again.state()).isEqualTo(new Seen(3, 1));
    assertThat(again.emitted()).isEmpty();
  }

  @Test
  void remembersNothingOfARequestWithoutAKey() throws Exception {
    Next<Seen, byte[]> decision = decision(Delivery.randomId(), new Seen(-1, 0));
    assertThat(decision.change()).isEqualTo(Next.Change.CLEAR);
    assertThat(decision.emitted()).isEqualTo(RECORDS);
  }

  @Test
  void isDecodedFromItsBytesAndNoOthers() throws Exception {
    byte[] bytes = new Delivery("kéy", RECORDS).encode();
    Delivery decoded = Delivery.codec().decode(bytes);
    assertThat(decoded.id()).isEqualTo("kéy");
    assertThat(decoded.records()).usingRecursiveComparison().isEqualTo(RECORDS);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Delivery.codec().decode(cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> Delivery.codec().decode("{\"a\":1}".getBytes()))
        .hasMessageContaining("not those of a delivery");
  }
}
