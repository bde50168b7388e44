package dev.potoroo.connector.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AckedSessionTest {
  private static final String WELCOME = "welcome 100 3";

  private final List<String> taken = new ArrayList<>();
  private long position;
  private AckedSession session = session(true, Optional.empty());

  private static AckedSession session(boolean committing, Optional<String> token) {
    return new AckedSession(new AckedSession.Rules(100, 3, 2, token, committing));
  }

  private void frame(ByteBuffer frame) {
    session.frame(
        frame.array(),
        (stream, id, payload) -> {
          taken.add(stream + " " + id + " " + new String(payload, StandardCharsets.US_ASCII));
          return ++position;
        });
  }

  private void hello(int version, String token) {
    byte[] text = token.getBytes(StandardCharsets.US_ASCII);
    frame(
        ByteBuffer.allocate(5 + text.length)
            .put(AckedFrames.HELLO)
            .putShort((short) version)
            .putShort((short) text.length)
            .put(text));
  }

  private void open(int stream, String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    frame(
        ByteBuffer.allocate(7 + text.length)
            .put(AckedFrames.OPEN)
            .putInt(stream)
            .putShort((short) text.length)
            .put(text));
  }

  private void message(int stream, long id) {
    frame(
        ByteBuffer.allocate(14)
            .put(AckedFrames.MESSAGE)
            .putInt(stream)
            .putLong(id)
            .put((byte) 'x'));
  }

  private void end(int stream) {
    frame(ByteBuffer.allocate(5).put(AckedFrames.END).putInt(stream));
  }

  private void begin() {
    hello(1, "");
    open(1, "s");
    assertThat(said()).containsExactly(WELCOME);
  }

  /** All that is to be sent, in words. */
  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (ByteBuffer out = session.unsent(); out.hasRemaining(); out = session.unsent()) {
      int length = out.getInt();
      int end = out.position() + length;
      said.add(
          switch (out.get()) {
            case AckedFrames.WELCOME -> {
              assertThat(out.getShort()).isEqualTo((short) 1);
              yield "welcome " + out.getInt() + " " + out.getInt();
            }
            case AckedFrames.ACK -> "ack " + out.getInt() + " " + out.getLong();
            case AckedFrames.CREDIT -> "credit " + out.getInt();
            case AckedFrames.ENDED -> "ended " + out.getInt();
            default -> "error " + AckedFrames.text(out);
          });
      assertThat(out.position()).isEqualTo(end);
    }
    return said;
  }

  @Test
  void acknowledgesWhatIsCommittedAndGivesItsCreditBack() {
    begin();
    open(2, "t");
    for (int id : new int[] {5, 9}) {
      session.nextTurn();
      message(1, id);
    }
    session.nextTurn();
    message(2, 1);
    assertThat(taken).containsExactly("s 5 x", "s 9 x", "t 1 x");
    assertThat(said()).isEmpty();
    session.committed(1);
    assertThat(said()).containsExactly("credit 1", "ack 1 5");
    session.committed(1);
    assertThat(said()).isEmpty();
    session.committed(3);
    assertThat(said()).containsExactlyInAnyOrder("credit 2", "ack 1 9", "ack 2 1");
  }

  @Test
  void tellsOfWhatCameTogetherWhenAllOfItIsCommitted() {
    begin();
    session.nextTurn();
    message(1, 1);
    message(1, 2);
    session.committed(1);
    assertThat(said()).isEmpty();
    session.committed(2);
    assertThat(said()).containsExactly("credit 2", "ack 1 2");
  }

  @Test
  void saysTheLatestAloneToWhoDoesNotReadForLong() {
    begin();
    for (int id = 1; id <= 3; id++) {
      session.nextTurn();
      message(1, id);
      session.committed(id);
    }
    assertThat(said()).containsExactly("credit 3", "ack 1 3");
  }

  @Test
  void endsAStreamWhenAllOfItIsCommitted() {
    begin();
    message(1, 1);
    end(1);
    assertThat(said()).isEmpty();
    session.committed(1);
    assertThat(said()).containsExactly("credit 1", "ack 1 1", "ended 1");
    open(1, "s");
    end(1);
    assertThat(said()).containsExactly("ended 1");
    assertThat(session.error()).isEmpty();
  }

  @Test
  void acknowledgesAtOnceWhereNothingIsEverCommitted() {
    session = session(false, Optional.empty());
    begin();
    message(1, 1);
    assertThat(said()).containsExactly("credit 1", "ack 1 1");
  }

  @Test
  void asksForTheTokenAndTheVersion() {
    session = session(true, Optional.of("secret"));
    hello(1, "secre");
    assertThat(said()).containsExactly("error the token is not the right one");
    assertThat(session.greeted()).isFalse();
    session = session(true, Optional.of("secret"));
    hello(1, "secret");
    assertThat(said()).containsExactly(WELCOME);
    session = session(true, Optional.empty());
    hello(2, "");
    assertThat(said()).containsExactly("error version [2] is unknown; this is version [1]");
  }

  private void requireRefused(String why, Runnable wrong) {
    session = session(true, Optional.empty());
    taken.clear();
    begin();
    wrong.run();
    assertThat(said()).singleElement().asString().startsWith("error ").contains(why);
    assertThat(taken).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void refusesWhatIsNotAllowedAndSaysWhy() {
    requireRefused("no other, must be of type [1]", () -> hello(1, ""));
    requireRefused("stream [2] is not open", () -> message(2, 1));
    requireRefused("must be greater than the one before, [0]", () -> message(1, 0));
    requireRefused("must be greater than the one before, [0]", () -> message(1, -1));
    requireRefused("open already", () -> open(1, "t"));
    requireRefused("open already", () -> open(2, "s"));
    requireRefused("1 to 255 bytes", () -> open(2, ""));
    requireRefused("1 to 255 bytes", () -> open(2, "x".repeat(256)));
    requireRefused("type [77] is unknown", () -> frame(ByteBuffer.allocate(1).put((byte) 77)));
    requireRefused("too short", () -> frame(ByteBuffer.allocate(0)));
    requireRefused("too short", () -> frame(ByteBuffer.allocate(3).put(AckedFrames.MESSAGE)));
    requireRefused("too long", () -> frame(ByteBuffer.allocate(6).put(AckedFrames.END).putInt(1)));
    requireRefused(
        "more than [2] streams",
        () -> {
          open(2, "t");
          open(3, "u");
        });
    requireRefused(
        "stream [1] is not open",
        () -> {
          message(1, 1);
          end(1);
          message(1, 2);
        });
    requireRefused(
        "without credit",
        () -> {
          for (int id = 1; id <= 4; id++) {
            message(1, id);
          }
        });
    session = session(true, Optional.empty());
    open(1, "s");
    assertThat(said()).singleElement().asString().contains("the first frame");
  }
}
