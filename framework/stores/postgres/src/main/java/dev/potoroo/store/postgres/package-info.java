/**
 * Keeps state in a PostgreSQL database that all nodes share: {@code potoroo.store.type = postgres}.
 *
 * <ul>
 *   <li>{@link dev.potoroo.store.postgres.PostgresStoreProvider} opens it.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.store.postgres;

import org.jspecify.annotations.NullMarked;
