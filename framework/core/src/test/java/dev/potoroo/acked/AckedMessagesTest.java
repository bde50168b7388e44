package dev.potoroo.acked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.acked.AckedMessages.Seen;
import dev.potoroo.connector.tcp.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AckedMessagesTest {
  private static final byte[] PAYLOAD = {1, 2};
  private static final Step<Message, Seen, byte[]> ONCE =
      AckedMessages.once("once", Duration.ofHours(1));

  private static Next<Seen, byte[]> decision(long seen, long id) throws Exception {
    return ONCE.test("s", new Seen(seen, 2), new Message("s", id, PAYLOAD));
  }

  @Test
  void letsWhatIsAboveTheHighestIdPassOnce() throws Exception {
    Next<Seen, byte[]> first = decision(0, 3);
    assertThat(first.state()).isEqualTo(new Seen(3, 2));
    assertThat(first.emitted()).containsExactly(PAYLOAD);
    assertThat(decision(3, 7).state()).isEqualTo(new Seen(7, 2));
  }

  @Test
  void countsWhatComesAgain() throws Exception {
    for (long id : new long[] {7, 3}) {
      Next<Seen, byte[]> again = decision(7, id);
      assertThat(again.state()).isEqualTo(new Seen(7, 3));
      assertThat(again.emitted()).isEmpty();
    }
  }

  @Test
  void aMessageIsDecodedFromItsBytesAndNoOthers() throws Exception {
    byte[] bytes = AckedMessages.codec().encode(new Message("strém", 1L << 40, PAYLOAD));
    Message decoded = AckedMessages.codec().decode(bytes);
    assertThat(decoded.stream()).isEqualTo("strém");
    assertThat(decoded.id()).isEqualTo(1L << 40);
    assertThat(decoded.payload()).isEqualTo(PAYLOAD);
    for (int length = 0; length < bytes.length - PAYLOAD.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Message.decode(cut)).isInstanceOf(IOException.class);
    }
    byte[] other = "{\"a\":1,\"b\":2,\"c\":3}".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Message.decode(other)).hasMessageContaining("not those of a message");
  }
}
