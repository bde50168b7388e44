/**
 * Records over HTTP.
 *
 * <ul>
 *   <li>{@link dev.potoroo.connector.http.HttpSource} takes records that are posted to it, and
 *       answers when they are committed.
 *   <li>{@link dev.potoroo.connector.http.Delivery} is a request with its idempotency key, for
 *       pipelines in which a request that is sent again must have its effect once.
 *   <li>{@link dev.potoroo.connector.http.WebhookSink} posts records; {@link
 *       dev.potoroo.connector.http.EventsSink} shows them as server-sent events.
 *   <li>{@link dev.potoroo.connector.http.HttpProvider} and {@link
 *       dev.potoroo.connector.http.EventsProvider} make them from configuration.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.http;

import org.jspecify.annotations.NullMarked;
