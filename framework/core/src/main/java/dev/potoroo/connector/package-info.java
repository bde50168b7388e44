/**
 * What a connector implements: plain Java, no actors.
 *
 * <ul>
 *   <li>{@link dev.potoroo.connector.SourceConnector} describes where records come from, {@link
 *       dev.potoroo.connector.SourceReader} is its running half.
 *   <li>{@link dev.potoroo.connector.SinkConnector} describes where records go, {@link
 *       dev.potoroo.connector.SinkWriter} is its running half.
 *   <li>{@link dev.potoroo.connector.RoundPublisher} publishes committed rounds exactly once, where
 *       the outside system has transactions.
 *   <li>{@link dev.potoroo.connector.ConnectorProvider} makes both from configuration.
 * </ul>
 *
 * <p>The packages below hold the connectors that need no library: files, plain TCP, generated
 * records, the terminal, the log, and memory for tests.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector;

import org.jspecify.annotations.NullMarked;
