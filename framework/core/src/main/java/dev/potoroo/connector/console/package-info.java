/**
 * The terminal: {@link dev.potoroo.connector.console.ConsoleSink}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.console;

import org.jspecify.annotations.NullMarked;
