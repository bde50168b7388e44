package dev.potoroo.opentelemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts which spans arrive: those that do not, or for which there was no room, are told, once when
 * the collector stops to take them and in the end.
 */
final class CountedSpans implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger("dev.potoroo.tracing");

  private final SpanExporter to;
  private final String endpoint;
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong arrived = new AtomicLong();
  private volatile boolean failing;

  CountedSpans(SpanExporter to, String endpoint) {
    this.to = to;
    this.endpoint = endpoint;
  }

  /** A span has come to its end: it is to arrive. */
  void ended() {
    ended.incrementAndGet();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = to.export(spans);
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            arrived.addAndGet(spans.size());
          } else if (!failing) {
            LOG.warn("[{}] does not take spans: those that it does not take are lost", endpoint);
          }
          failing = !result.isSuccess();
        });
  }

  /** Says how many have not arrived, if there are any. */
  void tellLost() {
    long lost = ended.get() - arrived.get();
    if (lost > 0) {
      LOG.warn("[{}] of [{}] spans have not arrived at [{}]", lost, ended.get(), endpoint);
    }
  }

  @Override
  public CompletableResultCode flush() {
    return to.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return to.shutdown();
  }
}
