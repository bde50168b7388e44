/**
 * Tables of a database as sources and sinks, through JDBC: {@link
 * dev.potoroo.connector.jdbc.JdbcSource} and {@link dev.potoroo.connector.jdbc.JdbcSink}, which
 * {@link dev.potoroo.connector.jdbc.JdbcProvider} makes from configuration. The driver of the
 * database must be on the class path.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.jdbc;

import org.jspecify.annotations.NullMarked;
