package dev.potoroo.opentelemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What of a span goes to other nodes: the ids of its trace and of itself, in 24 bytes. */
final class Contexts {
  private static final int SIZE = 3 * Long.BYTES;

  private Contexts() {}

  static byte[] write(SpanContext context) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.put(context.getTraceIdBytes());
    bytes.put(context.getSpanIdBytes());
    return bytes.array();
  }

  /** What another node has written; empty if it is of another version. */
  static Optional<SpanContext> read(byte[] context) {
    if (context.length != SIZE) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(context);
    return Optional.of(
        SpanContext.createFromRemoteParent(
            TraceId.fromLongs(bytes.getLong(), bytes.getLong()),
            SpanId.fromLong(bytes.getLong()),
            TraceFlags.getSampled(),
            TraceState.getDefault()));
  }
}
