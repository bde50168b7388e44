/**
 * Follows some records with OpenTelemetry, and sends what comes of it to a collector: {@code
 * potoroo.tracing.every = 1000}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.opentelemetry;

import org.jspecify.annotations.NullMarked;
