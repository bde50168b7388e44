/**
 * Checks a pipeline's definition and freezes it as an immutable, fused graph. Pure: no actors, no
 * clock, no I/O.
 */
@NullMarked
package dev.potoroo.internal.topology;

import org.jspecify.annotations.NullMarked;
