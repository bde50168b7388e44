package dev.potoroo.opentelemetry;

import com.typesafe.config.Config;
import dev.potoroo.tracing.Tracing;
import dev.potoroo.tracing.TracingProvider;
import java.util.Optional;

/**
 * Follows records with OpenTelemetry, if {@code potoroo.tracing.every} is not 0. What can be set is
 * in this module's {@code reference.conf}, under {@code potoroo.tracing}.
 */
public final class OpenTelemetryProvider implements TracingProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public OpenTelemetryProvider() {}

  @Override
  public Optional<Tracing> open(String pipeline, Config config) {
    TracingSettings settings = TracingSettings.of(config);
    return settings.every() == 0
        ? Optional.empty()
        : Optional.of(OpenTelemetryTracing.open(pipeline, settings));
  }
}
