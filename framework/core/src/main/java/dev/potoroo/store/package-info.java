/**
 * What a store of state implements: plain Java, no actors.
 *
 * <ul>
 *   <li>{@link dev.potoroo.store.StateStore} keeps the state of a pipeline, round by round.
 *   <li>{@link dev.potoroo.store.StateStoreProvider} opens one from configuration.
 *   <li>{@link dev.potoroo.store.StoredRecord} is the form in which every store keeps an object.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.store;

import org.jspecify.annotations.NullMarked;
