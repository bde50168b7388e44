package dev.potoroo.opentelemetry;

import dev.potoroo.tracing.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/** A place on the way of a record as a span of OpenTelemetry. */
final class RecordSpan implements Span {
  private final OpenTelemetryTracing tracing;
  private final io.opentelemetry.api.trace.Span span;

  RecordSpan(OpenTelemetryTracing tracing, io.opentelemetry.api.trace.Span span) {
    this.tracing = tracing;
    this.span = span;
  }

  @Override
  public Span step(String step, String key, String node) {
    SpanBuilder next =
        tracing
            .next(span, "step " + step)
            .setAttribute("potoroo.step", step)
            .setAttribute("potoroo.key.hash", KeyHash.of(key))
            .setAttribute("potoroo.node", node);
    if (tracing.showsData()) {
      next.setAttribute("potoroo.key", key);
    }
    return new RecordSpan(tracing, next.startSpan());
  }

  @Override
  public Span sink(String sink, String node) {
    return new RecordSpan(
        tracing,
        tracing
            .next(span, "sink " + sink)
            .setSpanKind(SpanKind.PRODUCER)
            .setAttribute("potoroo.sink", sink)
            .setAttribute("potoroo.node", node)
            .startSpan());
  }

  @Override
  public void failed(Throwable error) {
    span.setAttribute("error.type", error.getClass().getName());
    if (tracing.showsData()) {
      span.setStatus(StatusCode.ERROR, String.valueOf(error.getMessage()));
    } else {
      span.setStatus(StatusCode.ERROR);
    }
  }

  @Override
  public byte[] context() {
    return Contexts.write(span.getSpanContext());
  }

  @Override
  public void end() {
    if (tracing.takes()) {
      span.end();
    }
  }
}
