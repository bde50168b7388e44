/**
 * Plain TCP: {@link dev.potoroo.connector.tcp.TcpSource} listens, {@link
 * dev.potoroo.connector.tcp.TcpSink} connects. {@link dev.potoroo.connector.tcp.AckedTcpSource}
 * listens too, and tells its clients what is committed.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.tcp;

import org.jspecify.annotations.NullMarked;
