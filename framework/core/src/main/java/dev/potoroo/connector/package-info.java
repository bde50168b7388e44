/**
 * What a connector implements: plain Java, no actors.
 *
 * <ul>
 *   <li>{@link dev.potoroo.connector.SourceConnector} describes where records come from, {@link
 *       dev.potoroo.connector.SourceReader} is its running half.
 *   <li>{@link dev.potoroo.connector.SinkConnector} describes where records go, {@link
 *       dev.potoroo.connector.SinkWriter} is its running half.
 *   <li>{@link dev.potoroo.connector.ConnectorProvider} makes both from configuration.
 * </ul>
 */
@NullMarked
package dev.potoroo.connector;

import org.jspecify.annotations.NullMarked;
