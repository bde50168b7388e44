/** The terminal: {@link dev.potoroo.connector.console.ConsoleSink}. */
@NullMarked
package dev.potoroo.connector.console;

import org.jspecify.annotations.NullMarked;
