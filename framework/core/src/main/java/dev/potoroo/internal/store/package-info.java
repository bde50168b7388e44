/** Stores that are part of the core. */
@NullMarked
package dev.potoroo.internal.store;

import org.jspecify.annotations.NullMarked;
