/**
 * What takes down the ways of single records: plain Java, no actors.
 *
 * <ul>
 *   <li>{@link dev.potoroo.tracing.TracingProvider} opens it from configuration.
 *   <li>{@link dev.potoroo.tracing.Tracing} begins to follow a record.
 *   <li>{@link dev.potoroo.tracing.Span} is one place on its way.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.tracing;

import org.jspecify.annotations.NullMarked;
