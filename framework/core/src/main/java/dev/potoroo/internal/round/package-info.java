/**
 * How the nodes of a pipeline begin, drain and end together, decided without actors, clock or I/O.
 */
@NullMarked
package dev.potoroo.internal.round;

import org.jspecify.annotations.NullMarked;
