package dev.potoroo.connector.tcp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The server's half of the protocol on one connection: takes frames, and says what to send. */
final class AckedSession {
  private static final int BUFFER_SIZE = 4096;
  private static final int MAX_NAME = 255;

  private final Rules rules;
  private final Map<Integer, AckedStream> streams = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  /** Streams of which there is something to tell. */
  private final Set<AckedStream> changed = new LinkedHashSet<>();

  private ByteBuffer unsent = ByteBuffer.allocate(BUFFER_SIZE).limit(0);
  private boolean greeted;
  private int credits;
  private int creditsBack;
  private long turn;
  private Optional<String> error = Optional.empty();

  /**
   * What holds for all connections.
   *
   * @param maxPayload largest payload in bytes
   * @param credits how many messages may have come and not be committed
   * @param maxStreams how many streams may be open at once
   * @param token what a client must say, if anything
   * @param committing whether anything is ever committed; else what was read counts as settled
   */
  record Rules(
      int maxPayload, int credits, int maxStreams, Optional<String> token, boolean committing) {}

  /** Takes messages. */
  interface Taker {
    /**
     * Takes one.
     *
     * @return its position; they grow
     */
    long take(String stream, long id, byte[] payload);
  }

  /** What the protocol does not allow; the message is for the client. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  AckedSession(Rules rules) {
    this.rules = rules;
  }

  /** Says that what comes from now on is not committed before all of it is there. */
  void nextTurn() {
    turn++;
  }

  /** Takes a frame, without its length. */
  void frame(byte[] frame, Taker taker) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    try {
      take(in, taker);
      if (in.hasRemaining()) {
        throw new RefusedException("a frame of type [" + frame[0] + "] is too long");
      }
    } catch (BufferUnderflowException e) {
      fail("a frame is too short");
    } catch (RefusedException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** Ends the conversation with an error. */
  void fail(String text) {
    if (error.isEmpty()) {
      error = Optional.of(text);
      ByteBuffer last = AckedFrames.error(text);
      unsent = ByteBuffer.allocate(unsent.remaining() + last.remaining()).put(unsent).put(last);
      unsent.flip();
      streams.clear();
      changed.clear();
    }
  }

  /** What the client was told at last, if it did what is not allowed. */
  Optional<String> error() {
    return error;
  }

  boolean greeted() {
    return greeted;
  }

  private void take(ByteBuffer in, Taker taker) throws RefusedException {
    byte type = in.get();
    if (greeted == (type == AckedFrames.HELLO)) {
      throw new RefusedException("the first frame, and no other, must be of type [1] (hello)");
    }
    switch (type) {
      case AckedFrames.HELLO -> hello(in);
      case AckedFrames.OPEN -> open(in.getInt(), AckedFrames.text(in));
      case AckedFrames.MESSAGE -> message(in, taker);
      case AckedFrames.END -> end(stream(in.getInt()));
      default -> throw new RefusedException("type [" + type + "] is unknown");
    }
  }

  private void hello(ByteBuffer in) throws RefusedException {
    int version = in.getShort() & 0xffff;
    if (version != AckedFrames.VERSION) {
      throw new RefusedException(
          "version [" + version + "] is unknown; this is version [" + AckedFrames.VERSION + "]");
    }
    byte[] shown = AckedFrames.text(in).getBytes(StandardCharsets.UTF_8);
    if (rules.token().isPresent()
        && !MessageDigest.isEqual(shown, rules.token().get().getBytes(StandardCharsets.UTF_8))) {
      throw new RefusedException("the token is not the right one");
    }
    greeted = true;
    credits = rules.credits();
    unsent.clear();
    AckedFrames.welcome(unsent, rules.maxPayload(), credits);
    unsent.flip();
  }

  private void open(int number, String name) throws RefusedException {
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      throw new RefusedException("the name of a stream must have 1 to " + MAX_NAME + " bytes");
    }
    if (streams.size() >= rules.maxStreams()) {
      throw new RefusedException(
          "more than [" + rules.maxStreams() + "] streams are open (max-streams)");
    }
    if (streams.putIfAbsent(number, new AckedStream(number, name)) != null || !names.add(name)) {
      throw new RefusedException("stream [" + number + "], [" + name + "], is open already");
    }
  }

  private AckedStream stream(int number) throws RefusedException {
    AckedStream stream = streams.get(number);
    if (stream == null || stream.ended()) {
      throw new RefusedException("stream [" + number + "] is not open");
    }
    return stream;
  }

  private void message(ByteBuffer in, Taker taker) throws RefusedException {
    AckedStream stream = stream(in.getInt());
    long id = in.getLong();
    if (id <= stream.lastId()) {
      throw new RefusedException(
          "id ["
              + id
              + "] of stream ["
              + stream.name()
              + "] must be greater than the one before, ["
              + stream.lastId()
              + "]");
    }
    if (credits == 0) {
      throw new RefusedException("a message came without credit for it");
    }
    credits--;
    byte[] payload = new byte[in.remaining()];
    in.get(payload);
    long position = taker.take(stream.name(), id, payload);
    stream.read(turn, id, position);
    if (!rules.committing()) {
      settle(stream, position);
    }
  }

  private void end(AckedStream stream) {
    stream.end();
    if (stream.done()) {
      changed.add(stream);
    }
  }

  /** All up to {@code position} is committed. */
  void committed(long position) {
    streams.values().forEach(stream -> settle(stream, position));
  }

  private void settle(AckedStream stream, long position) {
    int settled = stream.committed(position);
    if (settled > 0) {
      creditsBack += settled;
      changed.add(stream);
    }
  }

  /** What is to be sent next: bounded, since of what has changed twice only the last is told. */
  ByteBuffer unsent() {
    if (!unsent.hasRemaining() && error.isEmpty() && (creditsBack > 0 || !changed.isEmpty())) {
      unsent.clear();
      tell(unsent);
      unsent.flip();
    }
    return unsent;
  }

  private void tell(ByteBuffer out) {
    if (creditsBack > 0) {
      AckedFrames.credit(out, creditsBack);
      credits += creditsBack;
      creditsBack = 0;
    }
    Iterator<AckedStream> next = changed.iterator();
    while (next.hasNext() && out.remaining() >= 2 * AckedFrames.LARGEST_ANSWER) {
      AckedStream stream = next.next();
      next.remove();
      if (stream.committedId() > 0) {
        AckedFrames.ack(out, stream.number(), stream.committedId());
      }
      if (stream.done()) {
        AckedFrames.ended(out, stream.number());
        streams.remove(stream.number());
        names.remove(stream.name());
      }
    }
  }
}
