package dev.potoroo.connector.tcp;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.framing.FrameDecoder;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that brings records in frames, and is told nothing. */
final class FramedRecords implements Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(FramedRecords.class);

  private final String source;
  private final String peer;
  private final FrameDecoder decoder;

  FramedRecords(String source, String peer, FrameDecoder decoder) {
    this.source = source;
    this.peer = peer;
    this.decoder = decoder;
  }

  @Override
  public boolean take(ByteBuffer bytes, RecordBatch batch, long origin) {
    boolean goesOn = decoder.decode(bytes, batch, origin);
    if (!goesOn) {
      LOG.warn("source [{}] closes the connection from {}: bad frame length", source, peer);
    }
    return goesOn;
  }

  @Override
  public void end(RecordBatch batch, long position) {
    decoder.end(batch, position);
  }
}
