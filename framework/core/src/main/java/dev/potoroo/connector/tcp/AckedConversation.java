package dev.potoroo.connector.tcp;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.framing.FrameDecoder;
import dev.potoroo.connector.framing.Framing;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection whose client is told which of its messages are committed. */
final class AckedConversation implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(AckedConversation.class);

  private final String source;
  private final String peer;
  private final boolean whole;
  private final LongSupplier positions;
  private final AckedSession session;
  private final FrameDecoder decoder;

  /**
   * Begins one.
   *
   * @param whole whether the codec wants to know of stream and id
   * @param positions gives each message of the source the next position
   */
  AckedConversation(
      String source, String peer, AckedSession.Rules rules, boolean whole, LongSupplier positions) {
    this.source = source;
    this.peer = peer;
    this.whole = whole;
    this.positions = positions;
    this.session = new AckedSession(rules);
    int largest =
        (int) Math.min(Integer.MAX_VALUE, rules.maxPayload() + (long) AckedFrames.MESSAGE_HEADER);
    this.decoder = FrameDecoder.forConnection(Framing.LENGTH_4, largest, 0);
  }

  /** Gives frames to the session, and what they bring to the batch. */
  private final class Frames implements RecordBatch, AckedSession.Taker {
    private final RecordBatch batch;

    Frames(RecordBatch batch) {
      this.batch = batch;
    }

    @Override
    public boolean full() {
      return batch.full() || session.error().isPresent();
    }

    @Override
    public void add(byte[] frame, long position) {
      session.frame(frame, this);
    }

    @Override
    public void addDecoded(Object record, long position) {
      throw new UnsupportedOperationException("frames are bytes");
    }

    @Override
    public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
      session.fail(error);
    }

    @Override
    public long take(String stream, long id, byte[] payload) {
      long position = positions.getAsLong();
      batch.add(whole ? new Message(stream, id, payload).encode() : payload, position);
      return position;
    }
  }

  @Override
  public boolean take(ByteBuffer bytes, RecordBatch batch, long origin) {
    session.nextTurn();
    decoder.decode(bytes, new Frames(batch), origin);
    if (session.error().isPresent()) {
      LOG.warn("source [{}] refuses the client at {}: {}", source, peer, session.error().get());
      // Nothing that follows is understood.
      bytes.position(bytes.limit());
    }
    return true;
  }

  @Override
  public void end(RecordBatch batch, long position) {
    // What has begun comes again: its client knows that it was not told of it.
  }

  @Override
  public void committed(long position) {
    session.committed(position);
  }

  @Override
  public ByteBuffer unsent() {
    return session.unsent();
  }

  @Override
  public boolean over() {
    return session.error().isPresent();
  }

  @Override
  public boolean established() {
    return session.greeted() && session.error().isEmpty();
  }
}
