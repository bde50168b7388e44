package dev.potoroo.opentelemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts spans that end, and those of them that are lost: for which there is no room, or which the
 * collector does not take. The log tells when either begins, and in the end how many are lost.
 */
final class CountedSpans implements SpanExporter {
  private static final Logger LOG = LoggerFactory.getLogger("dev.potoroo.tracing");

  /** What is said here is said there too, again and again and with stack traces. */
  private static final java.util.logging.Logger THEIRS =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  private final SpanExporter to;
  private final String endpoint;
  private final int most;

  /** For spans that have ended and are not known to have arrived, or not to. */
  private final Semaphore room;

  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong arrived = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicBoolean toldFull = new AtomicBoolean();
  private volatile boolean failing;

  CountedSpans(SpanExporter to, String endpoint, int most) {
    this.to = to;
    this.endpoint = endpoint;
    this.most = most;
    this.room = new Semaphore(most);
    if (THEIRS.getLevel() == null) {
      THEIRS.setLevel(Level.OFF);
    }
  }

  /** A span has come to its end: whether there is room for it. */
  boolean takes() {
    ended.incrementAndGet();
    if (room.tryAcquire()) {
      return true;
    }
    lost.incrementAndGet();
    if (!toldFull.getAndSet(true)) {
      LOG.warn(
          "[{}] spans wait for [{}]: until it has taken some, others are lost, and counted",
          most,
          endpoint);
    }
    return false;
  }

  long ended() {
    return ended.get();
  }

  long lost() {
    return lost.get();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    // It is used again for others, maybe before these have arrived.
    int count = spans.size();
    CompletableResultCode result = to.export(spans);
    return result.whenComplete(
        () -> {
          room.release(count);
          if (result.isSuccess()) {
            taken(count);
          } else {
            refused(count, result.getFailureThrowable());
          }
        });
  }

  private void taken(int count) {
    arrived.addAndGet(count);
    if (failing) {
      LOG.info("[{}] takes spans again", endpoint);
    }
    failing = false;
  }

  private void refused(int count, @Nullable Throwable failure) {
    lost.addAndGet(count);
    if (!failing) {
      LOG.warn(
          "[{}] does not take spans, which are lost until it does: {}", endpoint, why(failure));
    }
    failing = true;
  }

  private static String why(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : failure.getCause();
    return cause == null
        ? "it answers, but not that it has taken them; is that its address for traces?"
        : cause.toString();
  }

  /** Nothing arrives any more: counts what is still on its way as lost, and says how many are. */
  void tellLost() {
    long all = ended.get();
    lost.set(all - arrived.get());
    if (lost.get() > 0) {
      LOG.warn("[{}] of [{}] spans have not arrived at [{}]", lost, all, endpoint);
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
