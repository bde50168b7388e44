/**
 * Records in memory, for tests: {@link dev.potoroo.connector.memory.MemorySource} and {@link
 * dev.potoroo.connector.memory.MemorySink}.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.memory;

import org.jspecify.annotations.NullMarked;
