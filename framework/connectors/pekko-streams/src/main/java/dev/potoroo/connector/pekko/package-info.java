/**
 * Sources, flows and sinks of Pekko Streams as connectors, and so all that Pekko Connectors reach:
 * MQTT, AMQP, S3 and others.
 *
 * <ul>
 *   <li>{@link dev.potoroo.connector.pekko.StreamSource} reads a source of Pekko Streams.
 *   <li>{@link dev.potoroo.connector.pekko.StreamSink} writes to a sink of Pekko Streams.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.pekko;

import org.jspecify.annotations.NullMarked;
