/**
 * The log: {@link dev.potoroo.connector.log.LogSink}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.log;

import org.jspecify.annotations.NullMarked;
