/**
 * Plain TCP: {@link dev.potoroo.connector.tcp.TcpSource} listens, {@link
 * dev.potoroo.connector.tcp.TcpSink} connects.
 */
@NullMarked
package dev.potoroo.connector.tcp;

import org.jspecify.annotations.NullMarked;
