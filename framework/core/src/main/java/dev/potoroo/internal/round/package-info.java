/**
 * How the nodes of a pipeline move in rounds, decided without actors, clock or I/O: {@link
 * dev.potoroo.internal.round.Coordinator} for all nodes, {@link
 * dev.potoroo.internal.round.Participant} for each.
 */
@NullMarked
package dev.potoroo.internal.round;

import org.jspecify.annotations.NullMarked;
