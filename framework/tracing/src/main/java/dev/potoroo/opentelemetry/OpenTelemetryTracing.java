package dev.potoroo.opentelemetry;

import dev.potoroo.tracing.Span;
import dev.potoroo.tracing.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes spans of the places where records come, and sends them to a collector now and then. */
final class OpenTelemetryTracing implements Tracing {
  private static final int AT_ONCE = 512;

  private final TracingSettings settings;
  private final SdkTracerProvider provider;
  private final CountedSpans counted;
  private final Tracer tracer;

  private OpenTelemetryTracing(
      TracingSettings settings, SdkTracerProvider provider, CountedSpans counted) {
    this.settings = settings;
    this.provider = provider;
    this.counted = counted;
    this.tracer = provider.get("dev.potoroo");
  }

  static OpenTelemetryTracing open(String pipeline, TracingSettings settings) {
    CountedSpans counted =
        new CountedSpans(
            OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint()).build(),
            settings.endpoint(),
            settings.maxWaitingSpans());
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                BatchSpanProcessor.builder(counted)
                    .setMaxQueueSize(settings.maxWaitingSpans())
                    .setMaxExportBatchSize(AT_ONCE)
                    .build())
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", pipeline)
                        .put("service.namespace", "potoroo")
                        .build()))
            .build();
    return new OpenTelemetryTracing(settings, provider, counted);
  }

  @Override
  public int every() {
    return settings.every();
  }

  @Override
  public Span source(String source, String partition, long position, String node) {
    return new RecordSpan(
        this,
        tracer
            .spanBuilder("source " + source)
            .setNoParent()
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute("potoroo.source", source)
            .setAttribute("potoroo.partition", partition)
            .setAttribute("potoroo.position", position)
            .setAttribute("potoroo.node", node)
            .startSpan());
  }

  @Override
  public Optional<Span> remote(byte[] context) {
    return Contexts.read(context)
        .map(parent -> new RecordSpan(this, io.opentelemetry.api.trace.Span.wrap(parent)));
  }

  /** A place where a record comes that has been at another one. */
  SpanBuilder next(io.opentelemetry.api.trace.Span before, String name) {
    return tracer.spanBuilder(name).setParent(Context.root().with(before));
  }

  boolean showsData() {
    return settings.showData();
  }

  /** Whether a span that has come to its end can be sent; it is counted either way. */
  boolean takes() {
    return counted.takes();
  }

  @Override
  public long spans() {
    return counted.ended();
  }

  @Override
  public long lost() {
    return counted.lost();
  }

  @Override
  public void close() {
    provider.shutdown().join(settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    counted.tellLost();
  }
}
