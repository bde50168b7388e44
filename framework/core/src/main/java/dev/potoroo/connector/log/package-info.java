/** The log: {@link dev.potoroo.connector.log.LogSink}. */
@NullMarked
package dev.potoroo.connector.log;

import org.jspecify.annotations.NullMarked;
